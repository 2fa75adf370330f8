// Values that are several pointers of the source at once, with something added: fixtures/readings.c.
#include "tests/unit/host/explain/compiled_crash.h"

namespace faultbox {
namespace {

class ReadingsTest : public CompiledCrash {
  protected:
    ReadingsTest() : CompiledCrash("readings") {}

    uint64_t Word() const { return arch_->pointer_size; }
    uint64_t SizeOfTimer() const { return 2 * Word(); }

    void FaultInStepped() {
        FaultIn("stepped", Word(), SizeOfTimer());
        values_[analysis_->arguments[0]] = 0;
        values_[analysis_->arguments[1]] = SizeOfTimer();
    }
};

TEST_P(ReadingsTest, WhatWasAddedIsBehindEachOfThem) {
    FaultIn("beyond", Word(), SizeOfTimer());
    Expect(Run(), "struct radio", "count", "radio", Confidence::kCertain);
}

TEST_P(ReadingsTest, AnIndexIsBehindEachOfThem) {
    FaultInStepped();
    Expect(Run(), "struct radio", "count", "radio", Confidence::kCertain);
}

TEST_P(ReadingsTest, WhatTheIndexWasAddedToCameFromTheCaller) {
    FaultInStepped();
    CalledFrom("step");
    const EventAnalysis analysis = Run();
    Expect(analysis, "struct radio", "count", "radio", Confidence::kCertain);
    if (HasFatalFailure()) return;
    const std::optional<PointerOrigin>& origin = analysis.explanation.findings[0].pointer->origin;
    ASSERT_TRUE(origin);
    EXPECT_EQ(origin->function, "step");
    EXPECT_EQ(origin->expression, "deck->radio");
    EXPECT_FALSE(origin->is_likely);
}

INSTANTIATE_TEST_SUITE_P(Cpus, ReadingsTest, kEveryCpu, NameOfCpu);

}  // namespace
}  // namespace faultbox
