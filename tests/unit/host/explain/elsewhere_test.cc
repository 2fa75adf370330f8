// Crashes behind calls that lead elsewhere than to the function that crashed: fixtures/elsewhere.c.
#include "tests/unit/host/explain/compiled_crash.h"

namespace faultbox {
namespace {

class ElsewhereTest : public CompiledCrash {
  protected:
    ElsewhereTest() : CompiledCrash("elsewhere") {}

    EventAnalysis AnalysisBehind(const char* caller) {
        EXPECT_EQ(Function("level_of").address, 0u);
        FaultIn("level_of", 20, 0);
        CalledFrom(caller);
        return Run();
    }
};

// No address is known of the function that is called, which is not the address 0.
TEST_P(ElsewhereTest, ACallThatLeadsElsewherePassedNothing) {
    const EventAnalysis analysis = AnalysisBehind("wait_for_radio");
    Expect(analysis, "struct tuner", "level", "tuner", Confidence::kCertain);
    EXPECT_FALSE(analysis.explanation.findings.at(0).pointer->origin);
}

TEST_P(ElsewhereTest, TheFunctionAtAddress0IsCalledAsAnyOther) {
    const EventAnalysis analysis = AnalysisBehind("level_of_radio");
    Expect(analysis, "struct tuner", "level", "tuner", Confidence::kCertain);
    const std::optional<PointerOrigin>& origin = analysis.explanation.findings.at(0).pointer->origin;
    ASSERT_TRUE(origin);
    EXPECT_EQ(origin->function, "level_of_radio");
    EXPECT_EQ(origin->expression, "radio->tuner");
}

INSTANTIATE_TEST_SUITE_P(Cpus, ElsewhereTest, kEveryCpu, NameOfCpu);

}  // namespace
}  // namespace faultbox
