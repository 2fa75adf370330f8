#include "arch/arm/control_text.h"

#include "arch/arm/fault.h"
#include "arch/common/bits.h"

namespace faultbox::arm {
namespace {

// A bit with a meaning for each of its values.
struct Flag {
    const char* name;
    uint8_t bit;
    const char* clear;
    const char* set;
};

void AppendFlags(std::span<const Flag> flags, uint64_t value, BitFields& fields) {
    for (const Flag& flag : flags) {
        bool set = Bit(value, flag.bit);
        fields.Append({flag.name, flag.bit, flag.bit, set, set ? flag.set : flag.clear});
    }
}

constexpr Flag kPsrFlags[] = {
    {"N", 31, "last result not negative", "last result negative"},
    {"Z", 30, "last result not zero", "last result zero"},
    {"C", 29, "no carry", "carry"},
    {"V", 28, "no overflow", "overflow"},
    {"Q", 27, "no saturation", "saturation happened"},
    {"J", 24, "no Jazelle state", "Jazelle, or ThumbEE with T"},
    {"E", 9, "little-endian data", "big-endian data"},
    {"A", 8, "asynchronous aborts on", "asynchronous aborts masked"},
    {"I", 7, "IRQs on", "IRQs masked"},
    {"F", 6, "FIQs on", "FIQs masked"},
    {"T", 5, "A32 (ARM) code", "T32 (Thumb) code"},
};

// DDI 0406C, Table B1-1.
const char* ModeName(uint64_t mode) {
    switch (mode) {
        case 0b10000:
            return "User";
        case 0b10001:
            return "FIQ";
        case 0b10010:
            return "IRQ";
        case 0b10011:
            return "Supervisor (SVC), where the kernel runs";
        case 0b10110:
            return "Monitor";
        case 0b10111:
            return "Abort";
        case 0b11010:
            return "Hyp";
        case 0b11011:
            return "Undefined";
        case 0b11111:
            return "System";
        default:
            return "reserved";
    }
}

constexpr Flag kControlFlags[] = {
    {"TE", 30, "exceptions taken in A32", "exceptions taken in T32"},
    {"AFE", 29, "AP[0] is a permission bit", "AP[0] is the access flag"},
    {"TRE", 28, "TEX remap off", "TEX remap on"},
    {"NMFI", 27, "FIQs can be masked", "FIQs cannot be masked"},
    {"EE", 25, "exceptions taken little-endian", "exceptions taken big-endian"},
    {"VE", 24, "FIQ and IRQ vectors fixed", "FIQ and IRQ vectors implementation defined"},
    {"U", 22, "unaligned access as before ARMv6", "ARMv6 unaligned access model"},
    {"FI", 21, "all performance features", "low interrupt latency"},
    {"UWXN", 20, "no such restriction", "what user code may write the kernel cannot execute"},
    {"WXN", 19, "writable memory may be executable", "writable memory is never executable"},
    {"HA", 17, "access flag kept by software", "access flag kept by hardware"},
    {"RR", 14, "normal cache replacement", "predictable cache replacement"},
    {"V", 13, "vectors at VBAR", "vectors at 0xffff0000"},
    {"I", 12, "instruction cache off", "instruction cache on"},
    {"Z", 11, "branch prediction off", "branch prediction on"},
    {"SW", 10, "SWP is undefined", "SWP works"},
    {"B", 7, "not the old big-endian model", "old big-endian model"},
    {"CP15BEN", 5, "CP15 barriers undefined", "CP15 barriers work"},
    {"C", 2, "data cache off", "data cache on"},
    {"A", 1, "alignment is not checked", "unaligned accesses fault"},
    {"M", 0, "MMU off", "MMU on"},
};

const char* DomainAccess(uint64_t access) {  // DDI 0406C, Table B3-17
    switch (access) {
        case 0:
            return "no access: every access faults";
        case 1:
            return "client: page permissions are checked";
        case 2:
            return "reserved";
        default:
            return "manager: permissions are not checked";
    }
}

constexpr const char* kDomainNames[16] = {"D0", "D1", "D2",  "D3",  "D4",  "D5",  "D6",  "D7",
                                          "D8", "D9", "D10", "D11", "D12", "D13", "D14", "D15"};

bool UsesLpae(const DescribeContext& context) {
    return context.fault_status && IsLpae(*context.fault_status);
}

const char* OuterCacheability(uint64_t rgn) {
    constexpr const char* kNames[] = {"table walks outer non-cacheable", "table walks outer write-back write-allocate",
                                      "table walks outer write-through",
                                      "table walks outer write-back no write-allocate"};
    return kNames[rgn & 3];
}

}  // namespace

BitFields DescribePsr(uint64_t value, const DescribeContext&) {
    BitFields fields;
    AppendFlags(std::span(kPsrFlags).first(5), value, fields);
    uint64_t it = Bits(value, 15, 10) << 2 | Bits(value, 26, 25);
    fields.Append({"IT[7:2]", 15, 10, Bits(value, 15, 10), it == 0 ? "not in an IT block" : "inside an IT block"});
    fields.Append({"IT[1:0]", 26, 25, Bits(value, 26, 25), nullptr});
    AppendFlags(std::span(kPsrFlags).subspan(5, 1), value, fields);
    fields.Append({"GE", 19, 16, Bits(value, 19, 16), "greater-or-equal flags of SIMD instructions"});
    AppendFlags(std::span(kPsrFlags).subspan(6), value, fields);
    fields.Append({"M", 4, 0, Bits(value, 4, 0), ModeName(Bits(value, 4, 0))});
    return fields;
}

BitFields DescribeControl(uint64_t value, const DescribeContext&) {
    BitFields fields;
    AppendFlags(kControlFlags, value, fields);
    return fields;
}

BitFields DescribeTable(uint64_t value, const DescribeContext& context) {
    BitFields fields;
    if (UsesLpae(context)) {
        fields.Append({"BADDR[31:5]", 31, 5, Bits(value, 31, 5), "low bits of the level-1 table's physical address"});
        return fields;
    }
    fields.Append({"TTB0", 31, 7, Bits(value, 31, 7), "physical address of the level-1 table, in units of 128 bytes"});
    fields.Append({"IRGN[0]", 6, 6, Bit(value, 6), "inner cacheability of table walks, low bit"});
    fields.Append({"NOS", 5, 5, Bit(value, 5), Bit(value, 5) ? "inner shareable" : "outer shareable, if shareable"});
    fields.Append({"RGN", 4, 3, Bits(value, 4, 3), OuterCacheability(Bits(value, 4, 3))});
    fields.Append({"S", 1, 1, Bit(value, 1), Bit(value, 1) ? "table walks shareable" : "table walks not shareable"});
    fields.Append({"IRGN[1]", 0, 0, Bit(value, 0), "inner cacheability of table walks, high bit"});
    return fields;
}

BitFields DescribeDac(uint64_t value, const DescribeContext&) {
    BitFields fields;
    for (uint8_t domain = 0; domain < 16; ++domain) {
        uint8_t low = static_cast<uint8_t>(2 * domain);
        uint64_t access = Bits(value, low + 1u, low);
        fields.Append({kDomainNames[domain], static_cast<uint8_t>(low + 1), low, access, DomainAccess(access)});
    }
    return fields;
}

const char* RemarkOnTable(uint64_t, const DescribeContext& context) {
    if (UsesLpae(context)) return "the kernel prints the low half of the 64-bit TTBR0 only";
    if (context.fault_status) return "TTBCR.N, which is not printed, decides how many low bits of TTB0 count";
    return "read in the short-descriptor format; give fsr= to tell which format is in use";
}

const char* RemarkOnDac(uint64_t, const DescribeContext& context) {
    if (UsesLpae(context)) return "with LPAE the table walk ignores the domains: this register decides nothing";
    if (context.fault_status) return "Linux keeps its own memory in domain 0 and user memory in domain 1";
    return nullptr;
}

}  // namespace faultbox::arm
