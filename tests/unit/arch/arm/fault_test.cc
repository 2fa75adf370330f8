#include "arch/arm/fault.h"

#include <gtest/gtest.h>

#include <string>

#include "arch/arm/control_text.h"
#include "kernel_fault_names.h"

namespace faultbox::arm {
namespace {

// Status bits of a code in each format, as DFSR and IFSR hold it.
uint64_t ShortStatus(unsigned code) {
    return (code & 0xfu) | (code >> 4) << kFs4Bit;
}

uint64_t LongStatus(unsigned code) {
    return code | 1u << kLpaeBit;
}

// Codes that we name have the kernel's own name, or the kernel has none for them.
void ExpectKernelName(uint64_t status, bool prefetch, const char* kernel_name) {
    const StatusCode* code = FindStatusCode(status, prefetch);
    if (code != nullptr) {
        EXPECT_STREQ(code->kernel_name, kernel_name) << std::hex << status;
        return;
    }
    std::string name = kernel_name;
    EXPECT_TRUE(name.starts_with("unknown") || name.starts_with("reserved") ||
                name.find("translation table walk") != std::string::npos)
        << name << " has no entry";
}

TEST(ArmFault, EveryCodeHasTheKernelsName) {
    static_assert(std::size(kKernelShortData) == 32 && std::size(kKernelShortPrefetch) == 32 &&
                  std::size(kKernelLong) == 64);
    for (unsigned code = 0; code < 32; ++code) {
        ExpectKernelName(ShortStatus(code), false, kKernelShortData[code]);
        ExpectKernelName(ShortStatus(code), true, kKernelShortPrefetch[code]);
    }
    for (unsigned code = 0; code < 64; ++code) {
        ExpectKernelName(LongStatus(code), false, kKernelLong[code]);
        ExpectKernelName(LongStatus(code), true, kKernelLong[code]);
    }
}

TEST(ArmFault, TablesAreSortedAndUnique) {
    for (std::span<const StatusCode> codes :
         {LongDescriptorCodes(), ShortDescriptorCodes(false), ShortDescriptorCodes(true)}) {
        for (size_t i = 1; i < codes.size(); ++i) EXPECT_LT(codes[i - 1].code, codes[i].code);
    }
}

struct Case {
    uint64_t status;
    Access access;
    FaultCause cause;
    int level;  // -1: none
};

void Expect(const Case& expected, bool prefetch) {
    SCOPED_TRACE(testing::Message() << std::hex << expected.status);
    FaultInfo fault = DecodeFault(expected.status, prefetch);
    EXPECT_EQ(fault.status, expected.status);
    EXPECT_EQ(fault.access, expected.access);
    EXPECT_EQ(fault.cause, expected.cause);
    EXPECT_EQ(fault.level ? *fault.level : -1, expected.level);
}

// Status words of published crashes; meanings by DDI 0406C, Tables B3-23 and B3-24.
TEST(ArmFault, DataAbortsOfRealCrashes) {
    using enum FaultCause;
    constexpr Case kCases[] = {
        {0x005, Access::kRead, kTranslation, 1},
        {0x017, Access::kRead, kTranslation, 2},
        {0x027, Access::kRead, kTranslation, 2},
        {0x01b, Access::kRead, kDomain, 2},
        {0x805, Access::kWrite, kTranslation, 1},
        {0x807, Access::kWrite, kTranslation, 2},
        {0x80d, Access::kWrite, kPermission, 1},
        {0x80f, Access::kWrite, kPermission, 2},
        {0x81b, Access::kWrite, kDomain, 2},
        {0x808, Access::kWrite, kExternalAbort, -1},
        {0x1008, Access::kRead, kExternalAbort, -1},
        {0x1018, Access::kRead, kExternalAbort, -1},
        {0x1028, Access::kRead, kExternalAbort, -1},
        {0x1406, Access::kUnknown, kAsynchronousAbort, -1},
        {0x206, Access::kRead, kTranslation, 2},
        {0x207, Access::kRead, kTranslation, 3},
        {0xa05, Access::kWrite, kTranslation, 1},
        {0xa06, Access::kWrite, kTranslation, 2},
        {0xa07, Access::kWrite, kTranslation, 3},
        {0xa0f, Access::kWrite, kPermission, 3},
        {0x210, Access::kRead, kExternalAbort, -1},
        {0x221, Access::kRead, kAlignment, -1},
        {0x1211, Access::kUnknown, kAsynchronousAbort, -1},
    };
    for (const Case& each : kCases) Expect(each, false);
}

TEST(ArmFault, PrefetchAborts) {
    using enum FaultCause;
    Expect({0x80000005, Access::kExecute, kTranslation, 1}, false);
    Expect({0x80000007, Access::kExecute, kTranslation, 2}, false);
    Expect({0x8000000d, Access::kExecute, kPermission, 1}, false);
    Expect({0x80000205, Access::kExecute, kTranslation, 1}, false);
    Expect({0x80000207, Access::kExecute, kTranslation, 3}, false);
    Expect({0x002, Access::kExecute, kDebug, -1}, true);
    Expect({0x003, Access::kExecute, kAccessFlag, 1}, true);
}

TEST(ArmFault, AsynchronousAbortsKnowNeitherAccessNorAddress) {
    // With WnR set as well: it is UNKNOWN then (B3.13.5).
    for (uint64_t status : {0x406u, 0xc06u, 0x408u, 0xc08u, 0x211u, 0xa11u, 0x219u, 0xa19u}) {
        FaultInfo fault = DecodeFault(status, false);
        EXPECT_EQ(fault.access, Access::kUnknown) << std::hex << status;
        EXPECT_FALSE(fault.address_valid) << std::hex << status;
    }
    EXPECT_TRUE(DecodeFault(0x805, false).address_valid);
}

TEST(ArmFault, ReservedCodes) {
    for (uint64_t status : {0x40fu, 0x200u, 0x23fu}) {
        EXPECT_EQ(DecodeFault(status, false).cause, FaultCause::kUnknown) << std::hex << status;
        EXPECT_FALSE(DecodeFault(status, false).level.has_value());
        EXPECT_STREQ(CauseName(status, false), "reserved status code");
    }
}

TEST(ArmFault, CodesDifferBetweenTheTwoTables) {
    EXPECT_STREQ(CauseName(1, false), "alignment fault");
    EXPECT_STREQ(CauseName(1, true), "PC alignment fault");
    EXPECT_STREQ(CauseName(4, false), "fault on instruction cache maintenance");
    EXPECT_STREQ(CauseName(4, true), "reserved status code");
}

}  // namespace
}  // namespace faultbox::arm
