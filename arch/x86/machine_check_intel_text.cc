#include "arch/x86/machine_check_text.h"

namespace faultbox::x86 {
namespace {

// One unit's part of MSCOD on some models: either one number in bits `high` to `low`, or bits with a meaning each.
struct UnitTable {
    std::span<const uint8_t> models;  ///< Of family 6.
    uint32_t banks;                   ///< Bit n for bank n; 0 where the code alone selects.
    std::optional<CodeForm> form;     ///< Of MCACOD; absent where the bank alone selects.
    const char* unit;
    std::span<const CodeValue> values;
    uint8_t high, low;  ///< Equal for a table of bits.
    const char* reference;
};

constexpr uint32_t Banks(unsigned first, unsigned last) {
    return static_cast<uint32_t>((uint64_t{2} << last) - (uint64_t{1} << first));
}

constexpr CodeValue kNehalemQpi[] = {
    {16, "QPI header had bad parity"},
    {17, "QPI data packet had bad parity"},
    {18, "number of QPI retries exceeded"},
    {19, "received a QPI data packet that the sender had poisoned"},
    {22, "received an unsupported message encoding"},
    {23, "QPI credit type not supported"},
    {24, "sender sent too many QPI flits"},
    {25, "sender sent a failed response"},
    {26, "clock jitter in internal QPI clocking"},
};
constexpr CodeValue kNehalemInternal[] = {
    {0x00, "no error"},
    {0x03, "reset firmware did not complete"},
    {0x08, "received an invalid CMPD"},
    {0x0a, "invalid power management request"},
    {0x0d, "invalid S-state transition"},
    {0x11, "VID controller does not match the POC controller selected"},
    {0x1a, "MSID from POC does not match CPU MSID"},
};
constexpr CodeValue kNehalemMemory[] = {
    {16, "ECC error on a memory read"},     {17, "ECC error during a scrub"},
    {18, "parity error on a memory write"}, {19, "error in half of redundant memory"},
    {21, "memory access out of range"},     {22, "internal RTID invalid"},
    {23, "address parity error"},           {24, "byte enable parity error"},
};

constexpr CodeValue kSandyBridgePcu[] = {
    {0, "no error"},          {1, "Non_IMem_Sel"},     {2, "I_Parity_Error"},    {3, "Bad_OpCode"},
    {4, "I_Stack_Underflow"}, {5, "I_Stack_Overflow"}, {6, "D_Stack_Underflow"}, {7, "D_Stack_Overflow"},
    {8, "Non-DMem_Sel"},      {9, "D_Parity_Error"},
};
constexpr CodeValue kSandyBridgePcuTimeouts[] = {
    {0x00, "no error"},
    {0x20, "MC_RCLK_PLL_LOCK_TIMEOUT"},
    {0x21, "MC_PCIE_PLL_LOCK_TIMEOUT"},
    {0x22, "MC_BOOT_VID_SET_TIMEOUT"},
    {0x23, "MC_BOOT_FREQUENCY_SET_TIMEOUT"},
    {0x24, "MC_START_IA_CORES_TIMEOUT"},
    {0x26, "MC_PCIE_RCOMP_TIMEOUT"},
    {0x27, "MC_PMA_DNS_COMMAND_TIMEOUT"},
    {0x28, "MC_MESSAGE_CHANNEL_TIMEOUT"},
    {0x29, "MC_GVFSM_BGF_PROGRAM_TIMEOUT"},
    {0x2a, "MC_MC_PLL_LOCK_TIMEOUT"},
    {0x2b, "MC_MS_BGF_PROGRAM_TIMEOUT"},
};
constexpr CodeValue kIvyBridgePcu[] = {
    {0x00, "no error"},
    {0x0d, "MC_IMC_FORCE_SR_S3_TIMEOUT"},
    {0x0e, "MC_CPD_UNCPD_ST_TIMEOUT"},
    {0x0f, "MC_PKGS_SAFE_WP_TIMEOUT"},
    {0x43, "MC_PECI_MAILBOX_QUIESCE_TIMEOUT"},
    {0x44, "MC_CRITICAL_VR_FAILED"},
    {0x45, "MC_ICC_MAX_NOTSUPPORTED"},
    {0x5c, "MC_MORE_THAN_ONE_LT_AGENT"},
    {0x60, "MC_INVALID_PKGS_REQ_PCH"},
    {0x61, "MC_INVALID_PKGS_REQ_QPI"},
    {0x62, "MC_INVALID_PKGS_RES_QPI"},
    {0x63, "MC_INVALID_PKGC_RES_PCH"},
    {0x64, "MC_INVALID_PKG_STATE_CONFIG"},
    {0x70, "MC_WATCHDG_TIMEOUT_PKGC_SLAVE"},
    {0x71, "MC_WATCHDG_TIMEOUT_PKGC_MASTER"},
    {0x72, "MC_WATCHDG_TIMEOUT_PKGS_MASTER"},
    {0x7a, "MC_HA_FAILSTS_CHANGE_DETECTED"},
    {0x7b, "MC_PCIE_R2PCIE_RW_BLOCK_ACK_TIMEOUT"},
    {0x81, "MC_RECOVERABLE_DIE_THERMAL_TOO_HOT"},
};
constexpr CodeValue kHaswellPcu[] = {
    {0x00, "no error"},
    {0x09, "MC_MESSAGE_CHANNEL_TIMEOUT"},
    {0x0d, "MC_IMC_FORCE_SR_S3_TIMEOUT"},
    {0x0e, "MC_CPD_UNCPD_SD_TIMEOUT"},
    {0x13, "MC_DMI_TRAINING_TIMEOUT"},
    {0x15, "MC_DMI_CPU_RESET_ACK_TIMEOUT"},
    {0x1e, "MC_VR_ICC_MAX_LT_FUSED_ICC_MAX"},
    {0x25, "MC_SVID_COMMAND_TIMEOUT"},
    {0x29, "MC_VR_VOUT_MAC_LT_FUSED_SVID"},
    {0x2b, "MC_PKGC_WATCHDOG_HANG_CBZ_DOWN"},
    {0x2c, "MC_PKGC_WATCHDOG_HANG_CBZ_UP"},
    {0x39, "MC_PKGC_WATCHDOG_HANG_C3_UP_SF"},
    {0x44, "MC_CRITICAL_VR_FAILED"},
    {0x45, "MC_ICC_MAX_NOTSUPPORTED"},
    {0x46, "MC_VID_RAMP_DOWN_FAILED"},
    {0x47, "MC_EXCL_MODE_NO_PMREQ_CMP"},
    {0x48, "MC_SVID_READ_REG_ICC_MAX_FAILED"},
    {0x49, "MC_SVID_WRITE_REG_VOUT_MAX_FAILED"},
    {0x4b, "MC_BOOT_VID_TIMEOUT_DRAM_0"},
    {0x4c, "MC_BOOT_VID_TIMEOUT_DRAM_1"},
    {0x4d, "MC_BOOT_VID_TIMEOUT_DRAM_2"},
    {0x4e, "MC_BOOT_VID_TIMEOUT_DRAM_3"},
    {0x4f, "MC_SVID_COMMAND_ERROR"},
    {0x52, "MC_FIVR_CATAS_OVERVOL_FAULT"},
    {0x53, "MC_FIVR_CATAS_OVERCUR_FAULT"},
    {0x57, "MC_SVID_PKGC_REQUEST_FAILED"},
    {0x58, "MC_SVID_IMON_REQUEST_FAILED"},
    {0x59, "MC_SVID_ALERT_REQUEST_FAILED"},
    {0x60, "MC_INVALID_PKGS_REQ_PCH"},
    {0x61, "MC_INVALID_PKGS_REQ_QPI"},
    {0x62, "MC_INVALID_PKGS_RSP_QPI"},
    {0x63, "MC_INVALID_PKGS_RSP_PCH"},
    {0x64, "MC_INVALID_PKG_STATE_CONFIG"},
    {0x67, "MC_HA_IMC_RW_BLOCK_ACK_TIMEOUT"},
    {0x68, "MC_IMC_RW_SMBUS_TIMEOUT"},
    {0x69, "MC_HA_FAILSTS_CHANGE_DETECTED"},
    {0x6a, "MC_MSGCH_PMREQ_CMP_TIMEOUT"},
    {0x70, "MC_WATCHDOG_TIMEOUT_PKGC_SLAVE"},
    {0x71, "MC_WATCHDOG_TIMEOUT_PKGC_MASTER"},
    {0x72, "MC_WATCHDOG_TIMEOUT_PKGS_MASTER"},
    {0x7c, "MC_BIOS_RST_CPL_INVALID_SEQ"},
    {0x7d, "MC_MORE_THAN_ONE_TXT_AGENT"},
    {0x81, "MC_RECOVERABLE_DIE_THERMAL_TOO_HOT"},
};
constexpr CodeValue kSkylakePcu[] = {
    {0x00, "no error"},
    {0x0d, "MCA_DMI_TRAINING_TIMEOUT"},
    {0x0f, "MCA_DMI_CPU_RESET_ACK_TIMEOUT"},
    {0x10, "MCA_MORE_THAN_ONE_LT_AGENT"},
    {0x1e, "MCA_BIOS_RST_CPL_INVALID_SEQ"},
    {0x1f, "MCA_BIOS_INVALID_PKG_STATE_CONFIG"},
    {0x25, "MCA_MESSAGE_CHANNEL_TIMEOUT"},
    {0x27, "MCA_MSGCH_PMREQ_CMP_TIMEOUT"},
    {0x30, "MCA_PKGC_DIRECT_WAKE_RING_TIMEOUT"},
    {0x31, "MCA_PKGC_INVALID_RSP_PCH"},
    {0x33, "MCA_PKGC_WATCHDOG_HANG_CBZ_DOWN"},
    {0x34, "MCA_PKGC_WATCHDOG_HANG_CBZ_UP"},
    {0x38, "MCA_PKGC_WATCHDOG_HANG_C3_UP_SF"},
    {0x40, "MCA_SVID_VCCIN_VR_ICC_MAX_FAILURE"},
    {0x41, "MCA_SVID_COMMAND_TIMEOUT"},
    {0x42, "MCA_SVID_VCCIN_VR_VOUT_FAILURE"},
    {0x43, "MCA_SVID_CPU_VR_CAPABILITY_ERROR"},
    {0x44, "MCA_SVID_CRITICAL_VR_FAILED"},
    {0x45, "MCA_SVID_SA_ITD_ERROR"},
    {0x46, "MCA_SVID_READ_REG_FAILED"},
    {0x47, "MCA_SVID_WRITE_REG_FAILED"},
    {0x48, "MCA_SVID_PKGC_INIT_FAILED"},
    {0x49, "MCA_SVID_PKGC_CONFIG_FAILED"},
    {0x4a, "MCA_SVID_PKGC_REQUEST_FAILED"},
    {0x4b, "MCA_SVID_IMON_REQUEST_FAILED"},
    {0x4c, "MCA_SVID_ALERT_REQUEST_FAILED"},
    {0x4d, "MCA_SVID_MCP_VR_ABSENT_OR_RAMP_ERROR"},
    {0x4e, "MCA_SVID_UNEXPECTED_MCP_VR_DETECTED"},
    {0x51, "MCA_FIVR_CATAS_OVERVOL_FAULT"},
    {0x52, "MCA_FIVR_CATAS_OVERCUR_FAULT"},
    {0x58, "MCA_WATCHDOG_TIMEOUT_PKGC_SLAVE"},
    {0x59, "MCA_WATCHDOG_TIMEOUT_PKGC_MASTER"},
    {0x5a, "MCA_WATCHDOG_TIMEOUT_PKGS_MASTER"},
    {0x61, "MCA_PKGS_CPD_UNCPD_TIMEOUT"},
    {0x63, "MCA_PKGS_INVALID_REQ_PCH"},
    {0x64, "MCA_PKGS_INVALID_REQ_INTERNAL"},
    {0x65, "MCA_PKGS_INVALID_RSP_INTERNAL"},
    {0x6b, "MCA_PKGS_SMBUS_VPP_PAUSE_TIMEOUT"},
    {0x81, "MCA_RECOVERABLE_DIE_THERMAL_TOO_HOT"},
};

constexpr CodeValue kHaswellQpi[] = {
    {0x02, "physical layer: drift buffer alarm"},
    {0x03, "physical layer: latency buffer rollover"},
    {0x10, "link layer: control error from R3QPI"},
    {0x11, "receiver entered the retry abort state on a CRC error"},
    {0x12, "unsupported or undefined packet"},
    {0x13, "link layer: control error"},
    {0x15, "RBT used an uninitialized value"},
    {0x20, "physical layer: in-band reset, initialization aborted"},
    {0x21, "link failover, data self-healing"},
    {0x22, "physical layer: in-band reset, width unchanged"},
    {0x23, "link failover, clock"},
    {0x30, "CRC error, retried with success after reinitialization"},
    {0x31, "CRC error, retried with success without reinitialization"},
};
constexpr CodeValue kSkylakeUpi[] = {
    {0x00, "uncorrected: physical layer initialization failed"},
    {0x01, "uncorrected: physical layer drift buffer alarm"},
    {0x02, "uncorrected: physical layer latency buffer rollover"},
    {0x10, "uncorrected: CRC error, retry failed, abort state entered"},
    {0x11, "uncorrected: unsupported or undefined packet"},
    {0x12, "uncorrected: link layer or physical layer control error"},
    {0x13, "uncorrected: parameter exchange exception"},
    {0x1f, "uncorrected: control error from the link-mesh interface"},
    {0x20, "corrected: physical layer initialization aborted"},
    {0x21, "corrected: physical layer reset"},
    {0x22, "corrected: lane failure, recovery in x8 width"},
    {0x23, "corrected: L0c error without physical layer reset"},
    {0x24, "corrected: L0c error with physical layer reset"},
    {0x25, "corrected: L0p exit error with physical layer reset"},
    {0x30, "corrected: CRC error, retried with success without reinitialization"},
    {0x31, "corrected: CRC error, retried with success after reinitialization"},
};

constexpr CodeValue kImc[] = {
    {16, "address parity error"},
    {17, "HA write data parity error"},
    {18, "HA byte enable parity error"},
    {19, "corrected patrol scrub error"},
    {20, "uncorrected patrol scrub error"},
    {21, "corrected spare error"},
    {22, "uncorrected spare error"},
    {23, "memory read error"},
    {24, "write data buffer parity error"},
    {25, "DDR4 command address parity error"},
    {26, "uncorrected address parity error"},
};
// Skylake server, with bit 27 set.
constexpr CodeValue kSkylakeImcEvents[] = {
    {0x0, "unrecognized request type"},
    {0x1, "read response to an invalid scoreboard entry"},
    {0x2, "unexpected read response"},
    {0x3, "DDR4 completion to an invalid scoreboard entry"},
    {0x4, "completion to an invalid scoreboard entry"},
    {0x5, "completion FIFO overflow"},
    {0x6, "correctable parity error"},
    {0x7, "uncorrectable error"},
    {0x8, "interrupt while another was not acknowledged"},
    {0x9, "ERID FIFO overflow"},
    {0xa, "error on write credits"},
    {0xb, "error on read credits"},
    {0xc, "scheduler error"},
    {0xd, "error event"},
};
constexpr CodeValue kSkylakeM2m[] = {
    {16, "MscodDataRdErr: read data error"},
    {18, "MscodPtlWrErr: partial write error"},
    {19, "MscodFullWrErr: full write error"},
    {20, "MscodBgfErr"},
    {21, "MscodTimeout"},
    {22, "MscodParErr: parity error"},
    {23, "MscodBucket1Err"},
};

constexpr uint64_t kUnclassified = 1;

// The manual names 06_1AH; mcelog reads Westmere (06_2CH) by the same tables.
constexpr uint8_t kNehalem[] = {0x1a, 0x2c};
constexpr uint8_t kSandyBridge[] = {0x2d};
constexpr uint8_t kIvyBridge[] = {0x3e};
constexpr uint8_t kHaswell[] = {0x3f, 0x4f, 0x56};
constexpr uint8_t kHaswellEp[] = {0x3f, 0x4f};
constexpr uint8_t kSkylake[] = {0x55};

constexpr uint32_t kPcuBank = Banks(4, 4);
constexpr uint32_t kHaswellQpiBanks = Banks(5, 5) | Banks(20, 21);
constexpr uint32_t kSkylakeUpiBanks = Banks(5, 5) | Banks(12, 12) | Banks(19, 19);
constexpr const char* kPcu = "power control unit (PCU)";
constexpr const char* kImcName = "integrated memory controller (IMC)";
constexpr const char* kQpi = "QPI interface";

constexpr const char* kSdm1a = "Intel SDM vol. 3, ch. 16, CPUID 06_1AH";
constexpr const char* kSdm2d = "Intel SDM vol. 3, ch. 16, CPUID 06_2DH";
constexpr const char* kSdm3e = "Intel SDM vol. 3, ch. 16, CPUID 06_3EH";
constexpr const char* kSdm3f = "Intel SDM vol. 3, ch. 16, CPUID 06_3FH, 06_56H, 06_4FH";
constexpr const char* kSdm55 = "Intel SDM vol. 3, ch. 16, CPUID 06_55H";

constexpr UnitTable kUnits[] = {
    {kNehalem, 0, CodeForm::kBus, kQpi, kNehalemQpi, 31, 31, kSdm1a},
    {kNehalem, 0, CodeForm::kSimple, kPcu, kNehalemInternal, 31, 24, kSdm1a},
    {kNehalem, 0, CodeForm::kMemory, kImcName, kNehalemMemory, 31, 31, kSdm1a},
    {kSandyBridge, kPcuBank, {}, kPcu, kSandyBridgePcu, 19, 16, kSdm2d},
    {kSandyBridge, kPcuBank, {}, kPcu, kSandyBridgePcuTimeouts, 31, 24, kSdm2d},
    {kSandyBridge, Banks(6, 7), {}, kQpi, {}, 31, 31, nullptr},
    {kSandyBridge, Banks(8, 11), {}, kImcName, std::span(kImc).first(7), 31, 31, kSdm2d},
    {kIvyBridge, kPcuBank, {}, kPcu, kSandyBridgePcu, 19, 16, kSdm3e},
    {kIvyBridge, kPcuBank, {}, kPcu, kIvyBridgePcu, 31, 24, kSdm3e},
    {kIvyBridge, Banks(5, 5), {}, kQpi, {}, 31, 31, nullptr},
    {kIvyBridge, Banks(9, 16), {}, kImcName, std::span(kImc).first(9), 31, 31, kSdm3e},
    {kHaswell, kPcuBank, {}, kPcu, kHaswellPcu, 31, 24, kSdm3f},
    {kHaswellEp, kHaswellQpiBanks, {}, kQpi, kHaswellQpi, 21, 16, kSdm3f},
    {kHaswell, Banks(9, 16), {}, kImcName, std::span(kImc).first(10), 31, 31, kSdm3f},
    {kSkylake, kPcuBank, {}, kPcu, kSkylakePcu, 31, 24, kSdm55},
    {kSkylake, kSkylakeUpiBanks, {}, "UPI interface", kSkylakeUpi, 21, 16, kSdm55},
    {kSkylake, Banks(7, 8), {}, "mesh to memory (M2M)", kSkylakeM2m, 31, 31, kSdm55},
    {kSkylake, Banks(13, 18), {}, kImcName, kImc, 31, 31, kSdm55},
};

bool Covers(const UnitTable& table, const MachineCheck& check) {
    if (!check.cpuid || DecodeCpuid(*check.cpuid).family != 6) return false;
    uint8_t model = DecodeCpuid(*check.cpuid).model;
    bool model_fits = false;
    for (uint8_t known : table.models) model_fits |= known == model;
    bool bank_fits = table.banks == 0 || (check.bank && *check.bank < 32 && Bit(table.banks, *check.bank));
    // Nehalem's internal errors are "unclassified", the one simple code with a table.
    bool code_fits = !table.form || (FormOf(check) == *table.form &&
                                     (table.form != CodeForm::kSimple || Bits(check.status, 15, 0) == kUnclassified));
    return model_fits && bank_fits && code_fits;
}

void AppendNumber(std::span<const CodeValue> values, uint8_t high, uint8_t low, uint64_t status, BitFields& fields) {
    uint64_t code = Bits(status, high, low);
    const char* meaning = FindMeaning(values, code);
    fields.Append({"MSCOD", high, low, code, meaning == nullptr ? "not published" : meaning});
}

void AppendBits(std::span<const CodeValue> values, uint64_t status, BitFields& fields) {
    for (const CodeValue& value : values) {
        auto bit = static_cast<uint8_t>(value.code);
        if (Bit(status, bit)) fields.Append({"MSCOD", bit, bit, 1, value.meaning});
    }
}

}  // namespace

ModelText DescribeIntelModel(const MachineCheck& check) {
    constexpr unsigned kImcEvent = 27;
    ModelText text;
    for (const UnitTable& table : kUnits) {
        if (table.values.empty() || !Covers(table, check)) continue;
        text.reference = table.reference;
        bool is_bits = table.high == table.low;
        if (is_bits && table.values.data() == kImc && table.models.data() == kSkylake && Bit(check.status, kImcEvent)) {
            AppendNumber(kSkylakeImcEvents, 19, 16, check.status, text.fields);
        } else if (is_bits) {
            AppendBits(table.values, check.status, text.fields);
        } else {
            AppendNumber(table.values, table.high, table.low, check.status, text.fields);
        }
    }
    return text;
}

const char* IntelBankName(const MachineCheck& check) {
    for (const UnitTable& table : kUnits) {
        if (Covers(table, check)) return table.unit;
    }
    return nullptr;
}

}  // namespace faultbox::x86
