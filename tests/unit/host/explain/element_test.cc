// An element whose address is a pointer and an index times a size, in one instruction (umaddl of arm64):
// station_quality() of fixtures/bridge.c.
#include "tests/unit/host/explain/compiled_crash.h"

namespace faultbox {
namespace {

class ElementTest : public CompiledCrash {
  protected:
    ElementTest() : CompiledCrash("bridge") {}

    static constexpr uint64_t kStation = 20;       // sizeof(struct station)
    static constexpr uint64_t kFirstQuality = 10;  // Of stations[0], behind the bank.
    static constexpr RegisterId kIndex = 1, kBank = 9;

    void FaultAtElement(uint64_t number) {
        FaultIn("station_quality", kFirstQuality, number * kStation);
        values_[kIndex] = number;
        values_[kBank] = 0;
    }
};

TEST_P(ElementTest, OfNullIsNamedWithItsNumber) {
    FaultAtElement(5);
    EventAnalysis analysis = Run();
    Expect(analysis, "struct bank", "stations[5].quality", "tuner->bank", Confidence::kCertain);
    if (HasFatalFailure()) return;
    EXPECT_EQ(analysis.explanation.findings[0].pointer->value_class, "null");
}

// The index times the size, which the code states, is what was added.
TEST_P(ElementTest, WithoutTheBankTheIndexTells) {
    FaultAtElement(5);
    without_ = kBank;
    Expect(Run(), "struct bank", "stations[5].quality", "tuner->bank", Confidence::kCertain);
}

INSTANTIATE_TEST_SUITE_P(Cpus, ElementTest, testing::Values(Target{"arm64", Arch::kArm64}), NameOfCpu);

}  // namespace
}  // namespace faultbox
