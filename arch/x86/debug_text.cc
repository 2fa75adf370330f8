#include "arch/x86/control_text.h"
#include "arch/x86/flags.h"

namespace faultbox::x86 {
namespace {

// BLD and RTM are active low.
constexpr Flag kDr6[] = {
    {"B0", 0, "condition of DR0 not met", "condition of DR0 met"},
    {"B1", 1, "condition of DR1 not met", "condition of DR1 met"},
    {"B2", 2, "condition of DR2 not met", "condition of DR2 met"},
    {"B3", 3, "condition of DR3 not met", "condition of DR3 met"},
    {"BLD", 11, "bus lock detected", "no bus lock detected"},
    {"BD", 13, "no access to a debug register", "next instruction accesses a debug register"},
    {"BS", 14, "no single step", "single step"},
    {"BT", 15, "no task switch", "task switch to a TSS with its T flag set"},
    {"RTM", 16, "in a transaction (RTM); also clear in old virtual machines", "not in a transaction (RTM)"},
};
// Bits 31:17 and 10:4 read as 1, bits 12 and 63:32 as 0.
constexpr uint64_t kDr6AlwaysSet = 0xfffe'07f0;
constexpr uint64_t kDr6AlwaysClear = ~uint64_t{0xffff'efff};
constexpr uint64_t kDr6Default = 0xffff'0ff0;
constexpr uint64_t kDr6VirtualDefault = 0xfffe'0ff0;

constexpr Flag kDr7Enables[] = {
    {"L0", 0, "DR0 off for this task", "DR0 on for this task"},
    {"G0", 1, "DR0 off for all tasks", "DR0 on for all tasks"},
    {"L1", 2, "DR1 off for this task", "DR1 on for this task"},
    {"G1", 3, "DR1 off for all tasks", "DR1 on for all tasks"},
    {"L2", 4, "DR2 off for this task", "DR2 on for this task"},
    {"G2", 5, "DR2 off for all tasks", "DR2 on for all tasks"},
    {"L3", 6, "DR3 off for this task", "DR3 on for this task"},
    {"G3", 7, "DR3 off for all tasks", "DR3 on for all tasks"},
    {"LE", 8, "local breakpoints not said to be exact", "local breakpoints exact (old CPUs)"},
    {"GE", 9, "global breakpoints not said to be exact", "global breakpoints exact (old CPUs)"},
    {"RTM", 11, "no debugging of transactions", "debugging of transactions (RTM) on"},
    {"GD", 13, "debug registers may be accessed", "accesses to debug registers trap"},
};
constexpr uint64_t kDr7AlwaysSet = 0x400;
constexpr uint64_t kDr7AlwaysClear = ~uint64_t{0xffff'2fff};

struct Breakpoint {
    uint8_t enables;  // Its L bit; the G bit is the next.
    const char* access;
    uint8_t access_low;
    const char* length;
    uint8_t length_low;
};
constexpr Breakpoint kBreakpoints[] = {
    {0, "R/W0", 16, "LEN0", 18},
    {2, "R/W1", 20, "LEN1", 22},
    {4, "R/W2", 24, "LEN2", 26},
    {6, "R/W3", 28, "LEN3", 30},
};

constexpr const char* kAccesses[] = {"breaks on execution", "breaks on writes",
                                     "breaks on I/O (with CR4.DE; undefined without)", "breaks on reads and writes"};
constexpr const char* kLengths[] = {"1 byte", "2 bytes", "8 bytes (undefined on CPUs without 64 bits)", "4 bytes"};

// Two bits that mean something only while their breakpoint is on.
void AppendCondition(const char* name, uint8_t low, const char* const (&meanings)[4], uint64_t value,
                     const Breakpoint& point, BitFields& fields) {
    const bool is_on = Bits(value, point.enables + 1u, point.enables) != 0;
    const uint8_t high = static_cast<uint8_t>(low + 1);
    AppendField(name, high, low, value, is_on ? meanings[Bits(value, high, low)] : "breakpoint off", fields);
}

}  // namespace

BitFields DescribeDr6(uint64_t value, const DescribeContext&) {
    BitFields fields;
    AppendFlags(kDr6, value, fields);
    return fields;
}

BitFields DescribeDr7(uint64_t value, const DescribeContext&) {
    BitFields fields;
    AppendFlags(kDr7Enables, value, fields);
    for (const Breakpoint& point : kBreakpoints) {
        AppendCondition(point.access, point.access_low, kAccesses, value, point, fields);
        AppendCondition(point.length, point.length_low, kLengths, value, point, fields);
    }
    return fields;
}

const char* RemarkOnDr6(uint64_t value, const DescribeContext&) {
    if (value == kDr6Default) return "the default: no debug exception has happened";
    if (value == kDr6VirtualDefault) return "the default of old virtual machines: no debug exception has happened";
    bool defined = (value & kDr6AlwaysSet) == kDr6AlwaysSet && (value & kDr6AlwaysClear) == 0;
    return defined ? nullptr : "reserved bits have values that no CPU gives them: damaged";
}

const char* RemarkOnDr7(uint64_t value, const DescribeContext&) {
    if (value == kDr7AlwaysSet) return "the default: no breakpoint is on";
    bool defined = (value & kDr7AlwaysSet) != 0 && (value & kDr7AlwaysClear) == 0;
    return defined ? nullptr : "reserved bits have values that no CPU gives them: damaged";
}

}  // namespace faultbox::x86
