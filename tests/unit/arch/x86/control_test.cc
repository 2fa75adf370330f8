#include <gtest/gtest.h>

#include "arch/x86/control_text.h"
#include "fields.h"

namespace faultbox::x86 {
namespace {

constexpr DescribeContext kPae = {.cr4 = 0x6f0};      // PSE PAE MCE PGE OSFXSR OSXMMEXCPT
constexpr DescribeContext kNoPae = {.cr4 = 0x6d0};    // The same without PAE.
constexpr DescribeContext kPcid = {.cr4 = 0x1726e0};  // PCIDE, PAE

// SDM vol. 1, 3.4.3; names and bits as in arch/x86/include/uapi/asm/processor-flags.h.
TEST(X86Control, Eflags) {
    constexpr ManualField kManual[] = {
        {"CF", 0, 0},   {"PF", 2, 2},   {"AF", 4, 4},    {"ZF", 6, 6},     {"SF", 7, 7},   {"TF", 8, 8},
        {"IF", 9, 9},   {"DF", 10, 10}, {"OF", 11, 11},  {"IOPL", 13, 12}, {"NT", 14, 14}, {"RF", 16, 16},
        {"VM", 17, 17}, {"AC", 18, 18}, {"VIF", 19, 19}, {"VIP", 20, 20},  {"ID", 21, 21}};
    ExpectFieldsOfManual(DescribeEflags, {}, kManual);
    EXPECT_EQ(Meaning(DescribeEflags(0x10046, {}), "IF"), "interrupts masked");
    EXPECT_EQ(Meaning(DescribeEflags(0x10246, {}), "IF"), "interrupts on");
    EXPECT_EQ(Meaning(DescribeEflags(0x3202, {}), "IOPL"), "I/O for everybody");
}

TEST(X86Control, EflagsThatNoCpuHas) {
    EXPECT_EQ(RemarkOnEflags(0x10246, {}), nullptr);
    EXPECT_STREQ(RemarkOnEflags(0x10244, {}), "bit 1 is clear, which no CPU does: damaged");
    for (unsigned bit = 0; bit < 64; ++bit) {
        bool defined = bit < 22 && bit != 3 && bit != 5 && bit != 15;
        EXPECT_EQ(RemarkOnEflags(uint64_t{1} << bit | 2, {}) == nullptr, defined) << bit;
    }
}

// SDM vol. 3, 2.5; names and bits as in processor-flags.h.
TEST(X86Control, Cr0) {
    constexpr ManualField kManual[] = {{"PE", 0, 0},   {"MP", 1, 1},   {"EM", 2, 2},   {"TS", 3, 3},
                                       {"ET", 4, 4},   {"NE", 5, 5},   {"WP", 16, 16}, {"AM", 18, 18},
                                       {"NW", 29, 29}, {"CD", 30, 30}, {"PG", 31, 31}};
    ExpectFieldsOfManual(DescribeCr0, {}, kManual);
    EXPECT_EQ(RemarkOnCr0(0x80050033, {}), nullptr);
    for (unsigned bit = 0; bit < 64; ++bit) {
        bool defined = bit < 6 || bit == 16 || bit == 18 || (bit >= 29 && bit < 32);
        EXPECT_EQ(RemarkOnCr0(uint64_t{1} << bit, {}) == nullptr, defined) << bit;
    }
}

// SDM vol. 3, 2.5; names and bits as in processor-flags.h, which lacks KL, PKS and UINTR.
TEST(X86Control, Cr4) {
    constexpr ManualField kManual[] = {
        {"VME", 0, 0},          {"PVI", 1, 1},       {"TSD", 2, 2},       {"DE", 3, 3},     {"PSE", 4, 4},
        {"PAE", 5, 5},          {"MCE", 6, 6},       {"PGE", 7, 7},       {"PCE", 8, 8},    {"OSFXSR", 9, 9},
        {"OSXMMEXCPT", 10, 10}, {"UMIP", 11, 11},    {"LA57", 12, 12},    {"VMXE", 13, 13}, {"SMXE", 14, 14},
        {"FSGSBASE", 16, 16},   {"PCIDE", 17, 17},   {"OSXSAVE", 18, 18}, {"KL", 19, 19},   {"SMEP", 20, 20},
        {"SMAP", 21, 21},       {"PKE", 22, 22},     {"CET", 23, 23},     {"PKS", 24, 24},  {"UINTR", 25, 25},
        {"LASS", 27, 27},       {"LAM_SUP", 28, 28}, {"FRED", 32, 32}};
    ExpectFieldsOfManual(DescribeCr4, {}, kManual);
    EXPECT_EQ(RemarkOnCr4(0x1407e0, {}), nullptr);
    for (unsigned bit = 0; bit < 64; ++bit) {
        bool defined = bit < 29 ? bit != 15 && bit != 26 : bit == 32;
        EXPECT_EQ(RemarkOnCr4(uint64_t{1} << bit, {}) == nullptr, defined) << bit;
    }
}

// SDM vol. 3, 4.5.2, without and with PCIDs; LAM: processor-flags.h, X86_CR3_LAM_U57_BIT and X86_CR3_LAM_U48_BIT.
TEST(X86Control, Cr3Of64Bits) {
    constexpr ManualField kPlain[] = {
        {"PWT", 3, 3}, {"PCD", 4, 4}, {"base", 51, 12}, {"LAM_U57", 61, 61}, {"LAM_U48", 62, 62}};
    ExpectFieldsOfManual(DescribeCr3Of64, kPae, kPlain);
    constexpr ManualField kWithPcid[] = {{"PCID", 11, 0}, {"base", 51, 12}, {"LAM_U57", 61, 61}, {"LAM_U48", 62, 62}};
    ExpectFieldsOfManual(DescribeCr3Of64, kPcid, kWithPcid);
    constexpr ManualField kUnknown[] = {
        {"low bits", 11, 0}, {"base", 51, 12}, {"LAM_U57", 61, 61}, {"LAM_U48", 62, 62}};
    ExpectFieldsOfManual(DescribeCr3Of64, {}, kUnknown);
    // CR2: 0000000000000030 CR3: 00000000808eb8004 CR4: 0000000000226e0
    EXPECT_EQ(Value(DescribeCr3Of64(0x808eb8004, {.cr4 = 0x226e0}), "PCID"), 4);
    EXPECT_EQ(Value(DescribeCr3Of64(0x808eb8004, {.cr4 = 0x226e0}), "base"), 0x808eb8);
}

// SDM vol. 3, Table 4-3 (32-bit paging), Table 4-7 (PAE).
TEST(X86Control, Cr3Of32Bits) {
    constexpr ManualField kTwoLevels[] = {{"PWT", 3, 3}, {"PCD", 4, 4}, {"base", 31, 12}};
    ExpectFieldsOfManual(DescribeCr3Of32, kNoPae, kTwoLevels);
    constexpr ManualField kThreeLevels[] = {{"base", 31, 5}};
    ExpectFieldsOfManual(DescribeCr3Of32, kPae, kThreeLevels);
    constexpr ManualField kUnknown[] = {{"base[31:12]", 31, 12}};
    ExpectFieldsOfManual(DescribeCr3Of32, {}, kUnknown);
}

TEST(X86Control, Cr3Remarks) {
    EXPECT_STREQ(RemarkOnCr3(0x1a62000, {}), "CR4 decides what the low bits are; give cr4= to tell");
    EXPECT_EQ(RemarkOnCr3(0x1a62000, kPae), nullptr);
    for (unsigned bit = 0; bit < 64; ++bit) {
        bool reserved = bit == 63 || (bit >= 52 && bit <= 60);
        EXPECT_EQ(RemarkOnCr3(uint64_t{1} << bit, kPae) != nullptr, reserved) << bit;
    }
}

// PKRU: 55555554
TEST(X86Control, Pkru) {
    BitFields linux_default = DescribePkru(0x55555554, {});
    ASSERT_EQ(linux_default.size(), 16u);
    EXPECT_EQ(Meaning(linux_default, "key 0"), "read and write");
    for (size_t key = 1; key < 16; ++key) {
        EXPECT_EQ(linux_default[key].low, 2 * key);
        EXPECT_EQ(linux_default[key].high, 2 * key + 1);
        EXPECT_STREQ(linux_default[key].meaning, "no access (AD)") << key;
    }
    BitFields others = DescribePkru(0xe0000008, {});  // key 1 WD, key 14 WD, key 15 both
    EXPECT_EQ(Meaning(others, "key 1"), "read only (WD)");
    EXPECT_EQ(Meaning(others, "key 14"), "read only (WD)");
    EXPECT_EQ(Meaning(others, "key 15"), "no access (AD, WD)");
    EXPECT_EQ(Meaning(others, "key 2"), "read and write");
    EXPECT_NE(RemarkOnPkru(0x55555554, {}), nullptr);
    EXPECT_EQ(RemarkOnPkru(0x55555550, {}), nullptr);
    EXPECT_STREQ(RemarkOnPkru(0x155555554, {}), "bits above 31 are reserved: damaged");
}

}  // namespace
}  // namespace faultbox::x86
