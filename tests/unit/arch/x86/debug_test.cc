#include <gtest/gtest.h>

#include "arch/x86/control_text.h"
#include "fields.h"

namespace faultbox::x86 {
namespace {

// SDM vol. 3, "Debug Registers"; bit 11 of DR6 is BLD in newer editions (DR_BUS_LOCK of uapi/asm/debugreg.h).
TEST(X86Debug, EveryBitHasItsField) {
    constexpr ManualField kStatus[] = {{"B0", 0, 0},   {"B1", 1, 1},   {"B2", 2, 2},   {"B3", 3, 3},   {"BLD", 11, 11},
                                       {"BD", 13, 13}, {"BS", 14, 14}, {"BT", 15, 15}, {"RTM", 16, 16}};
    ExpectFieldsOfManual(DescribeDr6, {}, kStatus);
    constexpr ManualField kControl[] = {{"L0", 0, 0},     {"G0", 1, 1},     {"L1", 2, 2},     {"G1", 3, 3},
                                        {"L2", 4, 4},     {"G2", 5, 5},     {"L3", 6, 6},     {"G3", 7, 7},
                                        {"LE", 8, 8},     {"GE", 9, 9},     {"RTM", 11, 11},  {"GD", 13, 13},
                                        {"R/W0", 17, 16}, {"LEN0", 19, 18}, {"R/W1", 21, 20}, {"LEN1", 23, 22},
                                        {"R/W2", 25, 24}, {"LEN2", 27, 26}, {"R/W3", 29, 28}, {"LEN3", 31, 30}};
    ExpectFieldsOfManual(DescribeDr7, {}, kControl);
}

// DR3: 0000000000000000 DR6: 00000000ffff0ff0 DR7: 0000000000000400
// DR6: fffe0ff0 DR7: 00000400
TEST(X86Debug, DefaultsAreSaidToBe) {
    EXPECT_STREQ(RemarkOnDr6(0xffff0ff0, {}), "the default: no debug exception has happened");
    EXPECT_STREQ(RemarkOnDr6(0xfffe0ff0, {}), "the default of old virtual machines: no debug exception has happened");
    EXPECT_STREQ(RemarkOnDr7(0x400, {}), "the default: no breakpoint is on");
    EXPECT_EQ(RemarkOnDr6(0xffff4ff0, {}), nullptr);
    EXPECT_EQ(RemarkOnDr7(0xd0602, {}), nullptr);
}

// DR6: ffe0ff0 DR7: 00000400 (a digit was lost)
TEST(X86Debug, ReservedBitsThatNoCpuHas) {
    EXPECT_NE(RemarkOnDr6(0xffe0ff0, {}), nullptr);
    for (unsigned bit = 0; bit < 64; ++bit) {
        const uint64_t flip = uint64_t{1} << bit;
        bool free_in_dr6 = bit < 4 || bit == 11 || (bit >= 13 && bit <= 16);
        EXPECT_EQ(RemarkOnDr6(0xffff4ff0 ^ flip, {}) == nullptr, free_in_dr6 && bit != 14) << bit;
        bool free_in_dr7 = bit < 32 && bit != 10 && bit != 12 && bit != 14 && bit != 15;
        EXPECT_EQ(RemarkOnDr7(0xd0602 ^ flip, {}) == nullptr, free_in_dr7) << bit;
    }
}

TEST(X86Debug, ConditionsOfBreakpointsThatAreOn) {
    BitFields fields = DescribeDr7(0x600d0602, {});  // G0; of DR3, which is off, R/W3 = 2 and LEN3 = 1
    EXPECT_EQ(Meaning(fields, "R/W0"), "breaks on writes");
    EXPECT_EQ(Meaning(fields, "LEN0"), "4 bytes");
    EXPECT_EQ(Value(fields, "R/W3"), 2);
    EXPECT_EQ(Meaning(fields, "R/W3"), "breakpoint off");
    EXPECT_EQ(Meaning(fields, "LEN3"), "breakpoint off");
    fields = DescribeDr7(0xb0000440, {});  // L3, reads and writes of 8 bytes
    EXPECT_EQ(Meaning(fields, "R/W3"), "breaks on reads and writes");
    EXPECT_EQ(Meaning(fields, "LEN3"), "8 bytes (undefined on CPUs without 64 bits)");
    EXPECT_EQ(Meaning(DescribeDr7(0x00000404, {}), "R/W1"), "breaks on execution");
    EXPECT_EQ(Meaning(DescribeDr7(0x00000404, {}), "LEN1"), "1 byte");
    EXPECT_EQ(Meaning(DescribeDr7(0x06000410, {}), "R/W2"), "breaks on I/O (with CR4.DE; undefined without)");
    EXPECT_EQ(Meaning(DescribeDr7(0x06000410, {}), "LEN2"), "2 bytes");
}

}  // namespace
}  // namespace faultbox::x86
