#include "arch/x86/machine_check_text.h"

namespace faultbox::x86 {
namespace {

using Names = std::span<const char* const>;

// Extended error codes, by number, of the banks of Scalable MCA: PPR for family 17h models 00h-0Fh to family 19h model
// 11h, section "MCA Banks" (MCA_STATUS of each bank). A code that is reserved has no name.
constexpr const char* kLoadStore[] = {"load queue parity error",
                                      "store queue parity error",
                                      "miss address buffer payload parity error",
                                      "L1 TLB parity error",
                                      "data cache tag error, type 5",
                                      "data cache tag error, type 6",
                                      "data cache tag error, type 1",
                                      "internal error, type 1",
                                      "internal error, type 2",
                                      "system read data error, thread 0",
                                      "system read data error, thread 1",
                                      "data cache tag error, type 2",
                                      "data cache data error, type 1 (poison consumption)",
                                      "data cache data error, type 2",
                                      "data cache data error, type 3",
                                      "data cache tag error, type 4",
                                      "L2 TLB parity error",
                                      "PDC parity error",
                                      "data cache tag error, type 3",
                                      "data cache tag error, type 5",
                                      "L2 fill data error"};
constexpr const char* kLoadStore2[] = {"ECC error on a data cache read by a probe or victimization",
                                       "ECC error or L2 poison on a data cache read by a load",
                                       "ECC error on a data cache read-modify-write by a store",
                                       "ECC error or poison mismatch on a tag read by a probe or victimization",
                                       "ECC error or poison mismatch on a tag read by a load",
                                       "ECC error or poison mismatch on a tag read by a store",
                                       "ECC error on an EMEM read by a load",
                                       "ECC error on an EMEM read-modify-write by a store",
                                       "parity error in an L1 TLB entry",
                                       "parity error in an L2 TLB entry",
                                       "parity error in a page walk cache entry",
                                       "parity error in a store queue entry",
                                       "parity error in a load queue entry",
                                       "parity error in a miss address buffer entry",
                                       "parity error in the state of an SCB entry",
                                       "parity error in the address of an SCB entry",
                                       "parity error in the data of an SCB entry",
                                       "parity error in a write combining buffer entry",
                                       "poisoned line in an SCB entry",
                                       "system read data error for a load",
                                       "system read data error for an SCB store",
                                       "system read data error for a WCB store",
                                       "hardware assertion",
                                       "parity error in a store forwarding, SCB EMEM or SRB entry"};
constexpr const char* kFetch[] = {"microtag probe port parity error",
                                  "microtag or full tag hit more than once",
                                  "full tag parity error",
                                  "instruction cache data array parity error",
                                  "physical address queue parity error",
                                  "L0 TLB parity error",
                                  "L1 TLB parity error",
                                  "L2 TLB parity error",
                                  "BPQ snoop parity error, thread 0",
                                  "BPQ snoop parity error, thread 1",
                                  "L1 BTB hit more than once",
                                  "L2 BTB hit more than once",
                                  "poison in a response of the L2 cache",
                                  "system read data error",
                                  "hardware assertion",
                                  "L1 TLB hit more than once",
                                  "L2 TLB hit more than once",
                                  "BSR parity error"};
constexpr const char* kL2[] = {"tag hit more than once", "tag or state array ECC error", "data array ECC error",
                               "hardware assertion"};
constexpr const char* kDecode[] = {"micro-op cache tag parity error",
                                   "micro-op cache data parity error",
                                   "instruction buffer parity error",
                                   "micro-op queue parity error",
                                   "instruction dispatch queue parity error",
                                   "fetch address FIFO parity error",
                                   "patch RAM data parity error",
                                   "patch RAM sequencer parity error",
                                   "micro-op buffer parity error",
                                   "hardware assertion"};
constexpr const char* kExecution[] = {"watchdog timeout: no instruction retired for too long",
                                      "physical register file parity error",
                                      "flag register file parity error",
                                      "immediate displacement register file parity error",
                                      "address generator payload parity error",
                                      "execution unit payload parity error",
                                      "checkpoint queue parity error",
                                      "retire dispatch queue parity error",
                                      "retire status queue parity error",
                                      "scheduling queue parity error",
                                      "branch buffer queue parity error",
                                      "hardware assertion",
                                      "speculative map parity error",
                                      "retire map parity error"};
constexpr const char* kFloatingPoint[] = {"physical register file parity error",
                                          "free list parity error",
                                          "schedule queue parity error",
                                          "NSQ parity error",
                                          "retire queue parity error",
                                          "status register file parity error",
                                          "hardware assertion",
                                          "mask register file parity error"};
constexpr const char* kL3[] = {
    "shadow tag ECC error", "shadow tag hit more than once", "tag ECC error",      "tag hit more than once",
    "data ECC error",       "SDP parity error from the XI",  "victim queue error", "hardware assertion"};
constexpr const char* kCoherentSlave[] = {"illegal request",
                                          "address violation",
                                          "security violation",
                                          "illegal response",
                                          "unexpected response",
                                          "request or probe parity error",
                                          "read response parity error",
                                          "atomic request parity error",
                                          "probe filter ECC error"};
constexpr const char* kCoherentSlave2[] = {"illegal request",
                                           "address violation",
                                           "security violation",
                                           "illegal response",
                                           "unexpected response",
                                           "request or probe parity error",
                                           "read response parity error",
                                           "atomic request parity error",
                                           "read response without a match in the queue",
                                           "probe filter protocol error",
                                           "probe filter ECC error",
                                           "read response with an unexpected retry error",
                                           "counter overflow",
                                           "counter underflow"};
constexpr const char* kPie[] = {"hardware assertion", "register security violation", "link error",
                                "poisoned data written to a register", "deferred error in the data fabric"};
constexpr const char* kUmc[] = {"DRAM ECC error",
                                "data poison error",
                                "SDP parity error",
                                "advanced peripheral bus error",
                                "command or address parity error",
                                "write data CRC error",
                                "DCQ SRAM ECC error",
                                "AES SRAM ECC error"};
constexpr const char* kUmc2[] = {"DRAM ECC error",
                                 "data poison error",
                                 "SDP parity error",
                                 nullptr,
                                 "command or address parity error",
                                 "write data parity error",
                                 "DCQ SRAM ECC error",
                                 nullptr,
                                 "read data parity error",
                                 "Rdb SRAM ECC error",
                                 "RdRsp SRAM ECC error",
                                 "LM32 MP error"};
constexpr const char* kParameterBlock[] = {"parameter block RAM ECC error"};
constexpr const char* kPsp[] = {"RAM ECC or parity error"};
constexpr const char* kPsp2[] = {"high SRAM ECC or parity error",
                                 "low SRAM ECC or parity error",
                                 "instruction cache bank 0 ECC or parity error",
                                 "instruction cache bank 1 ECC or parity error",
                                 "instruction tag RAM 0 parity error",
                                 "instruction tag RAM 1 parity error",
                                 "data cache bank 0 ECC or parity error",
                                 "data cache bank 1 ECC or parity error",
                                 "data cache bank 2 ECC or parity error",
                                 "data cache bank 3 ECC or parity error",
                                 "data tag bank 0 parity error",
                                 "data tag bank 1 parity error",
                                 "data tag bank 2 parity error",
                                 "data tag bank 3 parity error",
                                 "dirty data RAM parity error",
                                 "TLB bank 0 parity error",
                                 "TLB bank 1 parity error",
                                 "system hub read buffer ECC or parity error"};
// SMU v2; MP5's are the first ten.
constexpr const char* kSmu2[] = {"high SRAM ECC or parity error",
                                 "low SRAM ECC or parity error",
                                 "data cache bank A ECC or parity error",
                                 "data cache bank B ECC or parity error",
                                 "data tag cache bank A ECC or parity error",
                                 "data tag cache bank B ECC or parity error",
                                 "instruction cache bank A ECC or parity error",
                                 "instruction cache bank B ECC or parity error",
                                 "instruction tag cache bank A ECC or parity error",
                                 "instruction tag cache bank B ECC or parity error",
                                 "system hub read buffer ECC or parity error"};
constexpr const char* kNbio[] = {"ECC or parity error", "PCIe error", "SDP error event", "SDP egress poison error",
                                 "internal poison error"};
constexpr const char* kPcie[] = {"CCIX PER message logging", "CCIX read response: non-data error",
                                 "CCIX write response: non-data error", "CCIX read response: data error",
                                 "CCIX write response with data error"};

// MCA_IPID[HardwareID] and [McaType]; names as the kernel has them (arch/x86/kernel/cpu/mce/amd.c, smca_hwid_mcatypes).
struct ScalableBank {
    uint16_t hardware_id;
    uint16_t mca_type;
    const char* name;
    Names errors;
    const char* reference;  ///< nullptr where the codes are not in a table here.
};

constexpr const char* kPpr17 = "AMD PPR family 17h, MCA banks";
constexpr const char* kPpr19 = "AMD PPR family 17h models 30h and later and family 19h, MCA banks";

constexpr ScalableBank kScalableBanks[] = {
    {0xb0, 0x00, "Load Store Unit", kLoadStore, kPpr17},
    {0xb0, 0x10, "Load Store Unit", kLoadStore2, kPpr19},
    {0xb0, 0x01, "Instruction Fetch Unit", kFetch, kPpr17},
    {0xb0, 0x02, "L2 Cache", kL2, kPpr17},
    {0xb0, 0x03, "Decode Unit", kDecode, kPpr17},
    {0xb0, 0x05, "Execution Unit", kExecution, kPpr17},
    {0xb0, 0x06, "Floating Point Unit", kFloatingPoint, kPpr17},
    {0xb0, 0x07, "L3 Cache", kL3, kPpr17},
    {0x2e, 0x00, "Coherent Slave", kCoherentSlave, kPpr17},
    {0x2e, 0x01, "Power, Interrupts, etc. (PIE)", kPie, kPpr17},
    {0x2e, 0x02, "Coherent Slave", kCoherentSlave2, kPpr19},
    {0x2e, 0x04, "Memory Attached Last Level Cache", {}, nullptr},
    {0x96, 0x00, "Unified Memory Controller", kUmc, kPpr17},
    {0x96, 0x01, "Unified Memory Controller v2", kUmc2, kPpr19},
    {0x05, 0x00, "Parameter Block", kParameterBlock, kPpr17},
    {0xff, 0x00, "Platform Security Processor", kPsp, kPpr17},
    {0xff, 0x01, "Platform Security Processor", kPsp2, kPpr19},
    {0x01, 0x00, "System Management Unit", kPsp, kPpr17},
    {0x01, 0x01, "System Management Unit", kSmu2, kPpr19},
    {0x01, 0x02, "Microprocessor 5 Unit", Names(kSmu2).first(10), kPpr19},
    {0x01, 0x03, "MPDMA Unit", {}, nullptr},
    {0x18, 0x00, "Northbridge IO Unit", kNbio, kPpr19},
    {0x46, 0x00, "PCI Express Unit", kPcie, kPpr19},
    {0x46, 0x01, "PCI Express Unit", {}, nullptr},
    {0x50, 0x00, "xGMI PCS Unit", {}, nullptr},
    {0x6c, 0x00, "NBIF Unit", {}, nullptr},
    {0x80, 0x00, "System Hub Unit", {}, nullptr},
    {0xa8, 0x00, "SATA Unit", {}, nullptr},
    {0xaa, 0x00, "USB Unit", {}, nullptr},
    {0x170, 0x00, "Ultra Short Reach Data Plane Controller", {}, nullptr},
    {0x180, 0x00, "Ultra Short Reach Control Plane Controller", {}, nullptr},
    {0x241, 0x00, "GMI PCS Unit", {}, nullptr},
    {0x259, 0x00, "xGMI PHY Unit", {}, nullptr},
    {0x267, 0x00, "WAFL PHY Unit", {}, nullptr},
    {0x269, 0x00, "GMI PHY Unit", {}, nullptr},
};

const ScalableBank* FindScalable(const MachineCheck& check) {
    if (!check.ipid) return nullptr;
    BankIdentity identity = DecodeIpid(*check.ipid);
    for (const ScalableBank& bank : kScalableBanks) {
        if (bank.hardware_id == identity.hardware_id && bank.mca_type == identity.mca_type) return &bank;
    }
    return nullptr;
}

// BKDG for family 15h, sections "MC0_STATUS" to "MC6_STATUS"; MC4 alike in those for families 10h to 16h.
constexpr CodeValue kMc0[] = {
    {0x00, "data array access error"},
    {0x01, "uncorrectable error during a line fill"},
    {0x02, "store queue access error"},
    {0x03, "store coalescing buffer access error"},
    {0x10, "tag error"},
    {0x11, "store queue access error"},
    {0x12, "load queue access error"},
};
constexpr CodeValue kMc1[] = {
    {0x00, "uncorrectable error during a demand line fill"},
    {0x01, "parity error during a data load"},
    {0x02, "parity error of a valid bit"},
    {0x03, "main tag parity error"},
    {0x04, "parity error in the prediction queue"},
    {0x05, "prefetch buffer data or address parity error"},
    {0x06, "parity error in the branch status register"},
    {0x07, "prefetch buffer promotion address error"},
    {0x08, "tag error during a probe or victimization"},
    {0x09, "parity error of a probe tag valid bit"},
    {0x0a, "prefetch buffer non-cacheable bit parity error"},
    {0x0d, "prefetch buffer valid bit parity error"},
    {0x10, "microcode patch buffer"},
    {0x11, "decoder micro-op queue parity error"},
    {0x12, "decoder instruction buffer parity error"},
    {0x13, "decoder predecode buffer parity error"},
    {0x14, "decoder fetch address FIFO parity error"},
    {0x15, "decoder dispatch micro-op queue parity error"},
};
constexpr CodeValue kMc2[] = {
    {0x04, "fill ECC error on a data fill"},
    {0x05, "fill parity error on an instruction fill"},
    {0x06, "prefetcher request FIFO parity error"},
    {0x07, "prefetch request queue address parity error"},
    {0x08, "prefetch request queue data parity error"},
    {0x09, "write coalescing cache tag ECC error"},
    {0x0a, "write coalescing cache data ECC error"},
    {0x0b, "write coalescing buffer data parity error"},
    {0x0c, "victim buffer data ECC or parity error"},
    {0x10, "L2 tag ECC error"},
    {0x11, "hard L2 tag ECC error"},
    {0x12, "L2 tag hit more than once"},
    {0x13, "XAB parity error"},
    {0x14, "PRB address parity error"},
};
constexpr CodeValue kMc4[] = {
    {0x00, "DRAM ECC error"},
    {0x01, "CRC error on a HyperTransport link"},
    {0x02, "sync packet error on a HyperTransport link"},
    {0x03, "HyperTransport master abort"},
    {0x04, "HyperTransport target abort"},
    {0x05, "invalid GART page table entry"},
    {0x06, "unsupported atomic read-modify-write from an I/O link"},
    {0x07, "watchdog timeout: no progress"},
    {0x08, "DRAM ECC error"},
    {0x09, "SVM DMA exclusion vector error"},
    {0x0a, "data error on a HyperTransport link"},
    {0x0b, "protocol error of link, L3 or probe filter"},
    {0x0c, "internal array parity error"},
    {0x0d, "DRAM address or command parity error"},
    {0x0e, "I/O link transmission error"},
    {0x0f, "table walk data error"},
    {0x19, "compute unit data error"},
    {0x1c, "L3 data cache ECC error"},
    {0x1d, "L3 tag error"},
    {0x1e, "L3 LRU parity error"},
    {0x1f, "probe filter directory ECC error"},
};
constexpr CodeValue kMc5[] = {
    {0x00, "processor watchdog timer expired"},
    {0x01, "wakeup array destination tag parity error"},
    {0x02, "address generator payload array parity error"},
    {0x03, "execution payload array parity error"},
    {0x04, "immediate displacement register file parity error"},
    {0x05, "retire dispatch queue parity error"},
    {0x06, "mapper checkpoint array parity error"},
    {0x07, "physical register file EX0 port parity error"},
    {0x08, "physical register file EX1 port parity error"},
    {0x09, "physical register file AG0 port parity error"},
    {0x0a, "physical register file AG1 port parity error"},
    {0x0b, "flag register file parity error"},
    {0x0c, "decode error"},
    {0x0d, "retire status queue parity error"},
};
constexpr CodeValue kMc6[] = {
    {0x00, "hardware assertion"},
    {0x01, "free list parity error"},
    {0x02, "physical register file parity error"},
    {0x03, "retire queue parity error"},
    {0x04, "scheduler table parity error"},
    {0x05, "status register file parity error"},
};
constexpr std::span<const CodeValue> kFamily15[] = {kMc0, kMc1, kMc2, {}, kMc4, kMc5, kMc6};

// BKDGs: families 0Fh to 12h, 15h, 14h and 16h.
constexpr const char* kBanks0f[] = {"data cache",  "instruction cache",          "bus unit", "load-store unit",
                                    "northbridge", "fixed-issue reorder buffer", nullptr};
constexpr const char* kBanks15[] = {"load-store unit", "instruction fetch unit", "combined unit (L2 cache)", nullptr,
                                    "northbridge",     "execution unit",         "floating point unit"};
constexpr const char* kBanks16[] = {"load-store unit", "instruction fetch unit", "bus unit (L2 cache)", nullptr,
                                    "northbridge",     "reorder buffer",         "floating point unit"};

Names LegacyBanks(unsigned family) {
    if (family < 0x14) return kBanks0f;
    return family == 0x15 ? Names(kBanks15) : Names(kBanks16);
}

// Where the error codes of bits 15:0 tell more, the number means nothing by itself: MC0 to MC2 have their tables for
// memory errors only (drivers/edac/mce_amd.c, f15h_mc0_mce and the like).
std::span<const CodeValue> LegacyTable(const MachineCheck& check) {
    if (!check.bank || *check.bank >= std::size(kFamily15)) return {};
    if (*check.bank == 4) return kMc4;
    bool family_fits = check.cpuid && DecodeCpuid(*check.cpuid).family == 0x15;
    bool code_fits = *check.bank >= 3 || FormOf(check) == CodeForm::kCache;
    return family_fits && code_fits ? kFamily15[*check.bank] : std::span<const CodeValue>();
}

}  // namespace

ModelText DescribeAmdModel(const MachineCheck& check) {
    unsigned high = ExtendedCodeHigh(check);
    uint64_t code = Bits(check.status, high, 16);
    ModelText text;
    const char* meaning = nullptr;
    if (IsScalable(check)) {
        if (const ScalableBank* bank = FindScalable(check); bank != nullptr) {
            text.reference = bank->reference;
            if (code < bank->errors.size()) meaning = bank->errors[static_cast<size_t>(code)];
        }
    } else if (std::span<const CodeValue> table = LegacyTable(check); !table.empty()) {
        meaning = FindMeaning(table, code);
        text.reference = "AMD BKDG, MCi_STATUS of the bank";
    }
    if (text.reference != nullptr && meaning == nullptr) meaning = "reserved";
    text.fields.Append({"ErrorCodeExt", static_cast<uint8_t>(high), 16, code, meaning});
    return text;
}

const char* AmdBankName(const MachineCheck& check) {
    if (const ScalableBank* bank = FindScalable(check); bank != nullptr) return bank->name;
    if (IsScalable(check) || !check.bank || !check.cpuid) return nullptr;
    Names names = LegacyBanks(DecodeCpuid(*check.cpuid).family);
    return *check.bank < names.size() ? names[*check.bank] : nullptr;
}

}  // namespace faultbox::x86
