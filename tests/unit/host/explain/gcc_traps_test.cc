// What gcc alone makes. What is true about each function stands in fixtures/gcc_traps.c.
#include <algorithm>
#include <string>

#include "tests/unit/host/explain/compiled_crash.h"

namespace faultbox {
namespace {

class GccTrapsTest : public CompiledCrash {
  protected:
    GccTrapsTest() : CompiledCrash("gcc_traps") {}
};

// The function knows the radio no more; its caller does.
TEST_P(GccTrapsTest, WhatAnIsraCloneTakesIsWhatItsCallerPassed) {
    FaultIn("tuner_strength.isra.0", 12, 0);
    CalledFrom("radio_strength");
    EventAnalysis analysis = Run();
    Expect(analysis, "struct tuner", "strength", "radio->tuner", Confidence::kCertain);
    ASSERT_FALSE(analysis.location.empty());
    EXPECT_EQ(analysis.location.back().function, "tuner_strength");
}

// Its parameter by the debug information is a radio, which has no member at 12.
TEST_P(GccTrapsTest, WithoutACallerAnIsraCloneHasAReason) {
    FaultIn("tuner_strength.isra.0", 12, 0);
    EventAnalysis analysis = Run();
    EXPECT_FALSE(AnyCertainMember(analysis));
    EXPECT_FALSE(analysis.explanation.reason_missing.empty());
}

TEST_P(GccTrapsTest, AConstpropCloneHasTheParametersThatAreLeft) {
    FaultIn("tuner_band.constprop.0", 4, 0);
    Expect(Run(), "struct tuner", "band", "radio->tuner", Confidence::kCertain);
}

// By the debug information that of ARM lies on the stack, where it is stored as well.
TEST_P(GccTrapsTest, EachPartOfAStructureIsItsMember) {
    FaultIn("span_strength", 12, 0);
    if (GetParam().arch == Arch::kArm) {
        EventAnalysis analysis = Run();
        EXPECT_FALSE(AnyMember(analysis));
        EXPECT_FALSE(analysis.explanation.reason_missing.empty());
        return;
    }
    Expect(Run(), "struct tuner", "strength", "span.first", Confidence::kCertain);
    FaultIn("span_strength", 4, 0);
    Expect(Run(), "struct tuner", "band", "span.last", Confidence::kCertain);
}

// `request` of the inlined function points to a variable that is in registers: by no register at all.
TEST_P(GccTrapsTest, AnImplicitPointerIsNoRegister) {
    FaultIn("ask_strength", 12, 0);
    const uint64_t pc = Function("ask_strength").address + event_.pc().offset();
    auto is_implicit = [](const Variable& variable) {
        return variable.name == "request" && variable.location.kind == dwarf::SimpleLocation::Kind::kImplicitPointer;
    };
    ASSERT_TRUE(std::ranges::any_of(file_->VariablesAt(pc), is_implicit));
    EventAnalysis analysis = Run();
    ASSERT_EQ(analysis.explanation.findings.size(), 1u) << analysis.explanation.reason_missing;
    const std::string expression = analysis.explanation.findings[0].pointer->expression;
    EXPECT_TRUE(expression == "request.tuner" || expression == "radio->tuner") << expression;
    Expect(analysis, "struct tuner", "strength", expression.c_str(), Confidence::kCertain);
}

class AccessOfX86Test : public GccTrapsTest {};

TEST_P(AccessOfX86Test, ItMayAddAVariablesAddress) {
    FaultIn("own_drops", Offset32Or64(4, 8), 0);
    Expect(Run(), "struct queue", "drops", "own->queue", Confidence::kCertain);
}

INSTANTIATE_TEST_SUITE_P(Cpus, GccTrapsTest, kEveryCpu, NameOfCpu);
INSTANTIATE_TEST_SUITE_P(Cpus, AccessOfX86Test,
                         testing::Values(Target{"x86_64", Arch::kX86_64}, Target{"i386", Arch::kI386}), NameOfCpu);

}  // namespace
}  // namespace faultbox
