#include "arch/x86/fault.h"

#include <gtest/gtest.h>

#include "arch/x86/control_text.h"
#include "fields.h"

namespace faultbox::x86 {
namespace {

BitFields DescribeFault(uint64_t value, const DescribeContext&) {
    return DescribePageFault(value, false);
}

// arch/x86/include/asm/trap_pf.h; HLAT: SDM vol. 3, 4.7. Selectors: SDM vol. 3, Figure 6-6. #CP: arch/x86/kernel/cet.c.
TEST(X86Fault, EveryBitHasItsField) {
    constexpr ManualField kManual[] = {{"P", 0, 0},  {"W/R", 1, 1}, {"U/S", 2, 2},  {"RSVD", 3, 3},  {"I/D", 4, 4},
                                       {"PK", 5, 5}, {"SS", 6, 6},  {"HLAT", 7, 7}, {"SGX", 15, 15}, {"RMP", 31, 31}};
    ExpectFieldsOfManual(DescribeFault, {}, kManual);
    constexpr ManualField kSelector[] = {{"EXT", 0, 0}, {"IDT", 1, 1}, {"TI", 2, 2}, {"index", 15, 3}};
    ExpectFieldsOfManual(DescribeSelectorError, {}, kSelector);
    constexpr ManualField kControlProtection[] = {{"CPEC", 14, 0}, {"ENCL", 15, 15}};
    ExpectFieldsOfManual(DescribeControlProtection, {}, kControlProtection);
}

TEST(X86Fault, CausesInTermsOfAllCpus) {
    struct Case {
        uint64_t code;
        Access access;
        FaultCause cause;
    };
    constexpr Case kCases[] = {
        {0x00, Access::kRead, FaultCause::kTranslation},    {0x02, Access::kWrite, FaultCause::kTranslation},
        {0x10, Access::kExecute, FaultCause::kTranslation}, {0x01, Access::kRead, FaultCause::kPermission},
        {0x03, Access::kWrite, FaultCause::kPermission},    {0x11, Access::kExecute, FaultCause::kPermission},
        {0x09, Access::kRead, FaultCause::kReservedBit},    {0x0b, Access::kWrite, FaultCause::kReservedBit},
        {0x25, Access::kRead, FaultCause::kPermission},     {0x47, Access::kWrite, FaultCause::kPermission},
        {0x8007, Access::kWrite, FaultCause::kPermission},  {0x80000003, Access::kWrite, FaultCause::kPermission},
    };
    for (const Case& expected : kCases) {
        FaultInfo fault = DecodePageFault(expected.code, false);
        EXPECT_EQ(fault.status, expected.code);
        EXPECT_EQ(fault.access, expected.access) << std::hex << expected.code;
        EXPECT_EQ(fault.cause, expected.cause) << std::hex << expected.code;
        EXPECT_TRUE(fault.address_valid);
        EXPECT_FALSE(fault.level);
    }
}

// Without NX and SMEP a fetch looks like a read.
TEST(X86Fault, FetchesThatOnlyTheTextNames) {
    EXPECT_EQ(DecodePageFault(0, true).access, Access::kExecute);
    EXPECT_STREQ(PageFaultCauseName(1, true), "fetch refused by NX or SMEP");
    EXPECT_STREQ(PageFaultCauseName(0, true), "page not present");
}

TEST(X86Fault, ReservedBitsAreSaid) {
    for (unsigned bit = 0; bit < 64; ++bit) {
        bool defined = bit < 8 || bit == 15 || bit == 31;
        EXPECT_EQ(RemarkOnPageFault(uint64_t{1} << bit, {}) == nullptr, defined) << bit;
        EXPECT_EQ(RemarkOnSelectorError(uint64_t{1} << bit, {}) == nullptr, bit < 16) << bit;
        EXPECT_EQ(RemarkOnControlProtection(uint64_t{1} << bit, {}) == nullptr, bit < 16) << bit;
        EXPECT_EQ(DecodeSelectorError(uint64_t{1} << bit).reserved_set, bit >= 16) << bit;
    }
    EXPECT_STREQ(
        RemarkOnSelectorError(0, {}),
        "no segment at fault, or a null descriptor: often a non-canonical address or a privileged instruction");
}

TEST(X86Fault, ControlProtection) {
    EXPECT_EQ(Meaning(DescribeControlProtection(1, {}), "CPEC"),
              "NEAR-RET: return address differs from the shadow stack's");
    EXPECT_EQ(Meaning(DescribeControlProtection(2, {}), "CPEC"),
              "FAR-RET/IRET: return address differs from the shadow stack's");
    EXPECT_EQ(Meaning(DescribeControlProtection(0x8003, {}), "CPEC"),
              "ENDBRANCH: no ENDBR at the target of an indirect jump or call");
    EXPECT_EQ(Meaning(DescribeControlProtection(0x8003, {}), "ENCL"), "inside an SGX enclave");
    EXPECT_EQ(Meaning(DescribeControlProtection(4, {}), "CPEC"), "RSTORSSP: wrong restore token on the shadow stack");
    EXPECT_EQ(Meaning(DescribeControlProtection(5, {}), "CPEC"),
              "SETSSBSY: wrong token on the supervisor shadow stack");
    for (uint64_t reserved : {0u, 6u, 0x7fffu}) {
        EXPECT_EQ(Meaning(DescribeControlProtection(reserved, {}), "CPEC"), "reserved");
    }
}

}  // namespace
}  // namespace faultbox::x86
