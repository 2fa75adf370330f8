#include "arch/x86/machine_check_text.h"

namespace faultbox::x86 {
namespace {

struct Flag {
    const char* name;
    uint8_t bit;
    const char* clear;
    const char* set;
};

// SDM 15.3.2.2; APM volume 2, 9.3.2.2.
constexpr Flag kCommonFlags[] = {
    {"VAL", kStatusVal, "holds no error", "holds an error"},
    {"OVER", kStatusOver, "no overflow", "overflow: a further error came while this one stood here"},
    {"UC", kStatusUc, "corrected by hardware", "not corrected by hardware"},
    {"EN", kStatusEn, "reporting was not enabled in MCi_CTL", "reporting was enabled in MCi_CTL"},
    {"MISCV", kStatusMiscV, "MCi_MISC holds nothing", "MCi_MISC is valid"},
    {"ADDRV", kStatusAddrV, "MCi_ADDR holds nothing", "MCi_ADDR is valid"},
    {"PCC", kStatusPcc, "processor context not corrupt", "processor context corrupt"},
};

// SDM 15.6.2; they count where MCG_CAP.SER_P is set.
constexpr Flag kRecoveryFlags[] = {
    {"S", kStatusSignaled, "not signaled by a machine check exception", "signaled by a machine check exception"},
    {"AR", kStatusActionRequired, "no action required of software", "action required of software"},
};

// APM volume 2, 9.3.2.2, family 15h and later; PPR for family 17h, "MCA_STATUS".
constexpr Flag kAmdFlags[] = {
    {"CECC", kStatusCecc, "no correctable ECC error", "correctable ECC error"},
    {"UECC", kStatusUecc, "no uncorrectable ECC error", "uncorrectable ECC error"},
    {"Deferred", kStatusDeferred, "not deferred", "deferred: bad data was found and not used yet"},
    {"Poison", kStatusPoison, "not from poisoned data", "from using poisoned data"},
};
constexpr Flag kScalableFlags[] = {
    {"TCC", kStatusTcc, "task context not corrupt", "task context corrupt"},
    {"SyndV", kStatusSyndV, "MCA_SYND holds nothing", "MCA_SYND is valid"},
};

// SDM 15.3.1.2.
constexpr Flag kGlobalFlags[] = {
    {"LMCE_S", 3, "delivered to all processors", "delivered to this processor only"},
    {"MCIP", 2, "no machine check exception in progress", "machine check exception in progress"},
    {"EIPV", 1, "the instruction pointer has nothing to do with the error",
     "the instruction pointer is that of the error"},
    {"RIPV", 0, "the program cannot be restarted", "the program can be restarted at the instruction pointer"},
};

void AppendFlags(std::span<const Flag> flags, uint64_t value, BitFields& fields) {
    for (const Flag& flag : flags) {
        bool set = Bit(value, flag.bit);
        fields.Append({flag.name, flag.bit, flag.bit, set, set ? flag.set : flag.clear});
    }
}

void Append(BitFields& fields, const char* name, uint8_t high, uint8_t low, uint64_t value, const char* meaning) {
    fields.Append({name, high, low, Bits(value, high, low), meaning});
}

// SDM Table 15-9; those of AMD with error type 0 in code 0.
constexpr CodeValue kSimpleCodes[] = {
    {0x0000, "no error code"},
    {0x0001, "unclassified error"},
    {0x0002, "microcode ROM parity error"},
    {0x0003, "external error: another processor's BINIT# caused the machine check"},
    {0x0004, "functional redundancy check (FRC) error"},
    {0x0005, "internal parity error"},
    {0x0006, "SMM handler code access violation"},
    {0x0400, "internal timer error"},
    {0x0e0b, "generic I/O error"},
};

// SDM Tables 15-11 to 15-15. AMD's are the same but for the words of level 0 (APM volume 2, Tables 9-5 to 9-8).
constexpr const char* kTransactions[] = {"instruction", "data", "generic", "reserved transaction type"};
constexpr const char* kLevels[] = {"level 0", "level 1", "level 2", "generic level"};
constexpr const char* kAmdLevels[] = {"core (reserved level)", "level 1", "level 2", "level 3 or generic"};
constexpr const char* kRequests[] = {"generic error",     "generic read", "generic write", "data read", "data write",
                                     "instruction fetch", "prefetch",     "eviction",      "snoop"};
constexpr const char* kParticipation[] = {"this processor originated the request",
                                          "this processor responded to the request",
                                          "this processor observed the error as third party", "generic participation"};
constexpr const char* kTargets[] = {"memory access", "reserved", "I/O", "other transaction"};
constexpr const char* kOperations[] = {
    "generic request",        "memory read error", "memory write error", "address or command error",
    "memory scrubbing error", "reserved",          "reserved",           "reserved"};
constexpr const char* kChannels[] = {"channel 0",  "channel 1",  "channel 2",  "channel 3",
                                     "channel 4",  "channel 5",  "channel 6",  "channel 7",
                                     "channel 8",  "channel 9",  "channel 10", "channel 11",
                                     "channel 12", "channel 13", "channel 14", "channel not specified"};
constexpr const char* kInternalTypes[] = {"reserved type", "reserved type", "hardware assertion", "reserved type"};

const char* RequestName(uint64_t request) {
    return request < std::size(kRequests) ? kRequests[request] : "reserved request";
}

void AppendLevel(const MachineCheck& check, BitFields& fields) {
    const char* const* names = IsAmdLike(check.vendor) ? kAmdLevels : kLevels;
    Append(fields, "LL", 1, 0, check.status, names[Bits(check.status, 1, 0)]);
}

void AppendTransaction(uint64_t status, BitFields& fields) {
    Append(fields, "TT", 3, 2, status, kTransactions[Bits(status, 3, 2)]);
}

void AppendRequest(uint64_t status, BitFields& fields) {
    Append(fields, "RRRR", 7, 4, status, RequestName(Bits(status, 7, 4)));
}

void AppendBus(const MachineCheck& check, BitFields& fields) {
    uint64_t status = check.status;
    Append(fields, "PP", 10, 9, status, kParticipation[Bits(status, 10, 9)]);
    Append(fields, "T", 8, 8, status, Bit(status, 8) ? "request timed out" : "request did not time out");
    AppendRequest(status, fields);
    Append(fields, "II", 3, 2, status, kTargets[Bits(status, 3, 2)]);
    AppendLevel(check, fields);
}

void AppendCodeParts(const MachineCheck& check, BitFields& fields) {
    uint64_t status = check.status;
    switch (FormOf(check)) {
        case CodeForm::kGenericCache:
            return AppendLevel(check, fields);
        case CodeForm::kTlb:
            AppendTransaction(status, fields);
            return AppendLevel(check, fields);
        case CodeForm::kCache:
            AppendRequest(status, fields);
            AppendTransaction(status, fields);
            return AppendLevel(check, fields);
        case CodeForm::kMemory:
        case CodeForm::kExtendedMemory:
            Append(fields, "MMM", 6, 4, status, kOperations[Bits(status, 6, 4)]);
            return Append(fields, "CCCC", 3, 0, status, kChannels[Bits(status, 3, 0)]);
        case CodeForm::kBus:
            return AppendBus(check, fields);
        case CodeForm::kInternal:
            if (IsAmdLike(check.vendor)) Append(fields, "UU", 9, 8, status, kInternalTypes[Bits(status, 9, 8)]);
            return;
        case CodeForm::kSimple:
        case CodeForm::kReserved:
            return;
    }
}

bool IsCompound(CodeForm form) {
    return form != CodeForm::kSimple && form != CodeForm::kInternal && form != CodeForm::kReserved;
}

// SDM 15.3.2.2.1 and 15.6.2.
void AppendIntel(const MachineCheck& check, BitFields& fields) {
    constexpr const char* kTracking[] = {"no hardware status of the threshold", "green: below the threshold",
                                         "yellow: above the threshold", "reserved"};
    uint64_t status = check.status;
    bool counts = HasRecovery(check) && Bit(status, kStatusUc) && !Bit(status, kStatusPcc);
    if (counts) AppendFlags(kRecoveryFlags, status, fields);
    if (!counts) Append(fields, "S and AR", 56, 55, status, "counts only in recoverable errors of models that have it");
    if (!Bit(status, kStatusUc)) {
        Append(fields, "threshold", 54, 53, status, kTracking[Bits(status, 54, 53)]);
        Append(fields, "corrected count", 52, 38, status, "corrected errors, where MCG_CAP.CMCI_P is set");
    } else {
        Append(fields, "other information", 54, 38, status, nullptr);
    }
    Append(fields, "other information", 37, 32, status, nullptr);
    Append(fields, "MSCOD", 31, 16, status, nullptr);
}

void AppendAmd(const MachineCheck& check, BitFields& fields) {
    if (IsScalable(check)) AppendFlags(kScalableFlags, check.status, fields);
    // Deferred and Poison came with family 15h.
    bool old = check.cpuid && DecodeCpuid(*check.cpuid).family < 0x15;
    AppendFlags(std::span(kAmdFlags).first(old ? 2 : 4), check.status, fields);
}

}  // namespace

const char* FindMeaning(std::span<const CodeValue> values, uint64_t code) {
    for (const CodeValue& value : values) {
        if (value.code == code) return value.meaning;
    }
    return nullptr;
}

BitFields DescribeMciStatus(const MachineCheck& check) {
    BitFields fields;
    AppendFlags(kCommonFlags, check.status, fields);
    if (IsAmdLike(check.vendor)) {
        AppendAmd(check, fields);
    } else if (check.vendor == Vendor::kUnknown) {
        Append(fields, "vendor specific", 56, 16, check.status, nullptr);
    } else {
        AppendIntel(check, fields);
    }
    for (const BitField& field : DescribeModelSpecific(check).fields) fields.Append(field);
    Append(fields, IsAmdLike(check.vendor) ? "ErrorCode" : "MCACOD", 15, 0, check.status, CodeName(check));
    if (!IsAmdLike(check.vendor) && IsCompound(FormOf(check))) {
        bool filtered = Bit(check.status, 12);
        Append(fields, "F", 12, 12, check.status,
               filtered ? "filtered: further corrected errors may have gone unreported" : "not filtered");
    }
    AppendCodeParts(check, fields);
    return fields;
}

BitFields DescribeMcgStatus(uint64_t status) {
    BitFields fields;
    AppendFlags(kGlobalFlags, status, fields);
    return fields;
}

BitFields DescribeMciMisc(const MachineCheck& check) {
    constexpr const char* kModes[] = {"segment offset", "linear address", "physical address", "memory address",
                                      "reserved",       "reserved",       "reserved",         "generic"};
    BitFields fields;
    if (!check.misc || check.vendor == Vendor::kUnknown) return fields;
    uint64_t misc = *check.misc;
    if (!IsAmdLike(check.vendor)) {
        Append(fields, "address mode", 8, 6, misc, kModes[Bits(misc, 8, 6)]);
        Append(fields, "address LSB", 5, 0, misc, "lowest valid bit of MCi_ADDR");
        return fields;
    }
    Append(fields, "Valid", 63, 63, misc, Bit(misc, 63) ? "holds a counter" : "holds no counter");
    Append(fields, "CntP", 62, 62, misc, Bit(misc, 62) ? "counter present" : "no counter");
    Append(fields, "Ovrflw", 48, 48, misc, Bit(misc, 48) ? "the counter overflowed" : "no overflow");
    Append(fields, "ErrCnt", 43, 32, misc, "error counter");
    return fields;
}

BitFields DescribeIpid(uint64_t ipid) {
    BitFields fields;
    MachineCheck check;
    check.ipid = ipid;
    check.vendor = Vendor::kAmd;
    Append(fields, "McaType", 63, 48, ipid, AmdBankName(check));
    Append(fields, "InstanceIdHi", 47, 44, ipid, nullptr);
    Append(fields, "HardwareID", 43, 32, ipid, nullptr);
    Append(fields, "InstanceId", 31, 0, ipid, nullptr);
    return fields;
}

const char* ClassName(MachineCheckClass severity) {
    switch (severity) {
        case MachineCheckClass::kNone:
            return "no error";
        case MachineCheckClass::kCorrected:
            return "corrected error";
        case MachineCheckClass::kDeferred:
            return "deferred error: bad data was found, nothing has used it yet";
        case MachineCheckClass::kNoAction:
            return "uncorrected error, no action required (UCNA)";
        case MachineCheckClass::kActionOptional:
            return "uncorrected error, recoverable, action optional (SRAO)";
        case MachineCheckClass::kActionRequired:
            return "uncorrected error, recoverable, action required (SRAR)";
        case MachineCheckClass::kUncorrected:
            return "uncorrected error";
        case MachineCheckClass::kFatal:
            return "uncorrected error, processor context corrupt";
    }
    return "";
}

const char* CodeName(const MachineCheck& check) {
    uint64_t code = Bits(check.status, 15, 0);
    switch (FormOf(check)) {
        case CodeForm::kSimple: {
            const char* meaning = FindMeaning(kSimpleCodes, code);
            return meaning == nullptr ? "reserved error code" : meaning;
        }
        case CodeForm::kInternal:
            return "internal unclassified error";
        case CodeForm::kGenericCache:
            return "generic cache hierarchy error";
        case CodeForm::kTlb:
            return "TLB error";
        case CodeForm::kMemory:
            return "memory controller error";
        case CodeForm::kCache:
            return IsAmdLike(check.vendor) ? "memory error (cache)" : "cache hierarchy error";
        case CodeForm::kExtendedMemory:
            return "extended memory error";
        case CodeForm::kBus:
            return IsAmdLike(check.vendor) ? "bus error" : "bus or interconnect error";
        case CodeForm::kReserved:
            break;
    }
    return "reserved error code";
}

const char* CodeReference(const MachineCheck& check) {
    if (IsAmdLike(check.vendor)) return "AMD64 APM vol. 2, 9.3.2.2";
    return IsCompound(FormOf(check)) ? "Intel SDM vol. 3, 15.9.2" : "Intel SDM vol. 3, 15.9.1";
}

const char* BankName(const MachineCheck& check) {
    if (check.vendor == Vendor::kIntel) return IntelBankName(check);
    return IsAmdLike(check.vendor) ? AmdBankName(check) : nullptr;
}

ModelText DescribeModelSpecific(const MachineCheck& check) {
    if (check.vendor == Vendor::kIntel) return DescribeIntelModel(check);
    return IsAmdLike(check.vendor) ? DescribeAmdModel(check) : ModelText{};
}

}  // namespace faultbox::x86
