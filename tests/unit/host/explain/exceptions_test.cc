// Crashes behind reads that are expected to fault, which leads where the code does not say: fixtures/exceptions.c.
#include "arch/x86/registers.h"
#include "host/code/exception_table.h"
#include "tests/unit/host/explain/compiled_crash.h"

namespace faultbox {
namespace {

class ExceptionsTest : public CompiledCrash {
  protected:
    ExceptionsTest() : CompiledCrash("exceptions") {}
};

// The bytes show one way alone to the access, that behind the read which does not fault.
TEST_P(ExceptionsTest, WhereTheKernelGoesOnIsAWay) {
    FaultIn("probe", 20, 0);
    EXPECT_FALSE(AnyMember(Run()));
}

TEST_P(ExceptionsTest, WhatHoldsOnBothWaysIsCertain) {
    FaultIn("scan", 20, 0);
    Expect(Run(), "struct tuner", "level", "radio->main", Confidence::kCertain);
}

// Where it faulted the register is what the kernel sets it to.
TEST_P(ExceptionsTest, AReadThatFaultsLeavesAnotherValue) {
    FaultIn("fetch", 20, 0);
    EXPECT_FALSE(AnyMember(Run()));
}

TEST_P(ExceptionsTest, AReadThatFaultsChangesOtherRegistersToo) {
    FaultIn("refuse", 20, 0);
    EXPECT_FALSE(AnyMember(Run()));
}

TEST_P(ExceptionsTest, OtherRegistersAreKept) {
    FaultIn("count", 20, 0);
    Expect(Run(), "struct tuner", "level", "radio->main", Confidence::kCertain);
}

// What the kernel sets to NULL where it goes on at the call is no copy any more.
TEST_P(ExceptionsTest, WhatIsPassedMayBeAnotherValue) {
    FaultIn("hand_on", 20, 0);
    Expect(Run(), "struct tuner", "level", "", Confidence::kPossible);
}

TEST_P(ExceptionsTest, WhatIsStoredMayBeAnotherValue) {
    FaultIn("keep", 20, 0);
    EXPECT_FALSE(AnyCertainMember(Run()));
}

INSTANTIATE_TEST_SUITE_P(Cpus, ExceptionsTest, kEveryCpu, NameOfCpu);

class ExceptionHandlersTest : public CompiledCrash {
  protected:
    ExceptionHandlersTest() : CompiledCrash("exceptions_with_handlers") {}
};

TEST_P(ExceptionHandlersTest, AreKnown) {
    constexpr uint64_t kHandlerWrites = uint64_t{1} << x86_64::kRax | uint64_t{1} << x86_64::kRdx;
    const ExceptionTable table(*file_);
    const std::span<const ExceptionEntry> entries = table.Find(0, ~uint64_t{0});
    ASSERT_EQ(entries.size(), 5u);
    for (const ExceptionEntry& entry : entries) EXPECT_EQ(entry.writes, kHandlerWrites);
}

TEST_P(ExceptionHandlersTest, WhereTheyGoOnIsAWay) {
    FaultIn("probe", 20, 0);
    EXPECT_FALSE(AnyMember(Run()));
}

TEST_P(ExceptionHandlersTest, AReadThatFaultsLeavesAnotherValue) {
    FaultIn("fetch", 20, 0);
    EXPECT_FALSE(AnyMember(Run()));
}

INSTANTIATE_TEST_SUITE_P(Cpus, ExceptionHandlersTest, testing::Values(Target{"x86_64", Arch::kX86_64}), NameOfCpu);

}  // namespace
}  // namespace faultbox
