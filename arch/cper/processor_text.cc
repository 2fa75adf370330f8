#include <iterator>
#include <span>

#include "arch/common/bits.h"
#include "arch/cper/cper_text.h"

namespace faultbox::cper {
namespace {

using Names = std::span<const char* const>;

// One field of an error information or check information word, valid where a bit of its low half says so.
struct InfoField {
    const char* name;
    uint8_t valid;
    uint8_t high;
    uint8_t low;
    Names meanings;
};

constexpr const char* kTransactions[] = {"instruction", "data access", "generic"};
constexpr const char* kCacheOperations[] = {"generic error", "generic read",      "generic write", "data read",
                                            "data write",    "instruction fetch", "prefetch",      "eviction",
                                            "snooping",      "snooped",           "management"};
// ARM's TLB has no eviction or snooping: 7 and 8 are its management.
constexpr const char* kArmTlbOperations[] = {"generic error",
                                             "generic read",
                                             "generic write",
                                             "data read",
                                             "data write",
                                             "instruction fetch",
                                             "prefetch",
                                             "local management operation",
                                             "external management operation"};
constexpr const char* kTlbOperations[] = {"generic error", "generic read",      "generic write", "data read",
                                          "data write",    "instruction fetch", "prefetch"};
constexpr const char* kParticipations[] = {"this processor asked", "this processor answered", "this processor observed",
                                           "generic"};
constexpr const char* kArmAddressSpaces[] = {"external memory", "internal memory", "unknown", "device memory"};
constexpr const char* kX86AddressSpaces[] = {"memory", "reserved", "I/O", "other transaction"};
constexpr const char* kAccessModes[] = {"secure", "normal"};
constexpr const char* kCorrupt[] = {"processor context not corrupted", "processor context corrupted"};
constexpr const char* kCorrected[] = {"the error has not been corrected", "the error has been corrected"};
constexpr const char* kUncorrected[] = {"the error was corrected", "the error was not corrected"};
constexpr const char* kPrecise[] = {"PC is imprecise", "PC is precise"};
constexpr const char* kRestartable[] = {"program cannot be restarted at PC", "program can be restarted at PC"};
constexpr const char* kOverflow[] = {"no overflow", "further errors were lost"};
constexpr const char* kTimeout[] = {"no time-out", "request timed out"};
constexpr const char* kMicroErrors[] = {"no error",       "unclassified", "microcode ROM parity error",
                                        "external error", "FRC error",    "internal unclassified"};

// UEFI 2.10, tables N-18 to N-20. The kinds share their layout; the bus has more.
constexpr InfoField kArm[] = {
    {"transaction type", 0, 17, 16, kTransactions},
    {"operation", 1, 21, 18, kCacheOperations},
    {"level", 2, 24, 22, {}},
    {"processor context corrupt", 3, 25, 25, kCorrupt},
    {"corrected", 4, 26, 26, kCorrected},
    {"precise PC", 5, 27, 27, kPrecise},
    {"restartable PC", 6, 28, 28, kRestartable},
};

constexpr InfoField kArmBus[] = {
    {"participation type", 7, 30, 29, kParticipations}, {"time out", 8, 31, 31, kTimeout},
    {"address space", 9, 33, 32, kArmAddressSpaces},    {"memory attributes", 10, 42, 34, {}},
    {"access mode", 11, 43, 43, kAccessModes},
};

// Tables N-11 to N-13
constexpr InfoField kX86[] = {
    {"transaction type", 0, 17, 16, kTransactions},
    {"operation", 1, 21, 18, kCacheOperations},
    {"level", 2, 24, 22, {}},
    {"processor context corrupt", 3, 25, 25, kCorrupt},
    {"uncorrected", 4, 26, 26, kUncorrected},
    {"precise IP", 5, 27, 27, kPrecise},
    {"restartable IP", 6, 28, 28, kRestartable},
    {"overflow", 7, 29, 29, kOverflow},
};

constexpr InfoField kX86Bus[] = {
    {"participation type", 8, 31, 30, kParticipations},
    {"time out", 9, 32, 32, kTimeout},
    {"address space", 10, 34, 33, kX86AddressSpaces},
};

// Table N-14
constexpr InfoField kX86Micro[] = {
    {"error type", 0, 18, 16, kMicroErrors},     {"processor context corrupt", 1, 19, 19, kCorrupt},
    {"uncorrected", 2, 20, 20, kUncorrected},    {"precise IP", 3, 21, 21, kPrecise},
    {"restartable IP", 4, 22, 22, kRestartable}, {"overflow", 5, 23, 23, kOverflow},
};

// `operations` replaces those of the cache.
void Describe(uint64_t info, std::span<const InfoField> layout, Names operations, BitFields& fields) {
    for (const InfoField& item : layout) {
        if (!Bit(info, item.valid)) continue;
        BitField field{item.name, item.high, item.low, Bits(info, item.high, item.low), nullptr};
        Names names = item.meanings.data() == kCacheOperations ? operations : item.meanings;
        if (field.value < names.size()) field.meaning = names[static_cast<size_t>(field.value)];
        fields.Append(field);
    }
}

struct KindName {
    std::string_view words;
    CheckKind kind;
};

// cper-x86.c writes the words, and the GUID of kinds that it does not know.
constexpr KindName kX86Kinds[] = {
    {"cache error", CheckKind::kCache},
    {"TLB error", CheckKind::kTlb},
    {"bus error", CheckKind::kBus},
    {"micro-architectural error", CheckKind::kMicroArchitecture},
    {"a55701f5-e3ef-43de-ac72-249b573fad2c", CheckKind::kCache},
    {"fc06b535-5e1f-4562-9f25-0a3b9adb63c3", CheckKind::kTlb},
    {"1cf3f8b3-c5b1-49a2-aa59-5eef92ffa63c", CheckKind::kBus},
    {"48ab7f57-dc34-4f6c-a7d3-b0b5b0a74314", CheckKind::kMicroArchitecture},
};

}  // namespace

BitFields DescribeArmErrorInfo(uint64_t info, CheckKind kind) {
    BitFields fields;
    if (kind == CheckKind::kUnknown || kind == CheckKind::kMicroArchitecture) return fields;
    // Of a bus no operation but reads and writes has a name.
    Names operations = kind == CheckKind::kTlb ? Names(kArmTlbOperations) : Names(kCacheOperations);
    if (kind == CheckKind::kBus) operations = Names(kTlbOperations);
    Describe(info, kArm, operations, fields);
    if (kind == CheckKind::kBus) Describe(info, kArmBus, {}, fields);
    return fields;
}

CheckKind ArmCheckKind(uint64_t type, bool is_mask) {
    constexpr CheckKind kByNumber[] = {CheckKind::kCache, CheckKind::kTlb, CheckKind::kBus,
                                       CheckKind::kMicroArchitecture};
    // 0, 1 and 3 are no masks: bit 0 is reserved.
    if (type < std::size(kByNumber) && (!is_mask || type != 2)) return kByNumber[type];
    for (unsigned bit = 1; bit <= std::size(kByNumber) && is_mask; ++bit) {
        if (type == uint64_t{1} << bit) return kByNumber[bit - 1];
    }
    return CheckKind::kUnknown;
}

BitFields DescribeErrorTypes(std::string_view section, uint64_t mask) {
    constexpr const char* kNames[] = {"cache error", "TLB error", "bus error", "micro-architectural error"};
    constexpr uint8_t kBits = std::size(kNames);
    bool arm = section == "ARM processor error";
    uint8_t first = arm ? 1 : 0;
    BitFields fields;
    for (uint8_t i = 0; i < kBits; ++i) {
        uint8_t bit = first + i;
        if (!Bit(mask, bit)) continue;
        bool doubtful = arm && mask == 2;
        fields.Append({kNames[i], bit, bit, 1, doubtful ? "a bus error by firmware before UEFI 2.9A" : nullptr});
    }
    bool number = arm && mask < kBits && mask != 2;
    if (number) {
        fields.clear();
        fields.Append({kNames[mask], 7, 0, mask, "by firmware before UEFI 2.9A"});
    }
    return fields;
}

CheckKind X86CheckKind(std::string_view words) {
    for (const KindName& name : kX86Kinds) {
        if (name.words == words) return name.kind;
    }
    return CheckKind::kUnknown;
}

BitFields DescribeX86Check(uint64_t info, CheckKind kind) {
    BitFields fields;
    if (kind == CheckKind::kUnknown) return fields;
    if (kind == CheckKind::kMicroArchitecture) {
        Describe(info, kX86Micro, {}, fields);
        return fields;
    }
    Names operations = kind == CheckKind::kCache ? Names(kCacheOperations).first(9) : Names(kTlbOperations);
    Describe(info, kX86, operations, fields);
    if (kind == CheckKind::kBus) Describe(info, kX86Bus, {}, fields);
    return fields;
}

}  // namespace faultbox::cper
