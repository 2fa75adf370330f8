// What misleads who explains a crash, as compilers make it for each CPU. What is true about each function stands in
// fixtures/traps.c.
#include <string>

#include "tests/unit/host/explain/compiled_crash.h"

namespace faultbox {
namespace {

class TrapsTest : public CompiledCrash {
  protected:
    TrapsTest() : CompiledCrash("traps") {}
};

// The register holds the timer, in which no tuner lies; the debug information has the radio as that value less a
// constant.
TEST_P(TrapsTest, AnObjectAroundTheParameterIsRead) {
    FaultIn("radio_poll", 12, 0);
    Expect(Run(), "struct tuner", "strength", "radio->tuner", Confidence::kCertain);
}

// The same bytes behind a timer of which no radio is made.
TEST_P(TrapsTest, NoObjectIsPutAroundAPlainParameter) {
    FaultIn("word_behind", 12, 0);
    EXPECT_FALSE(AnyMember(Run()));
}

INSTANTIATE_TEST_SUITE_P(Cpus, TrapsTest, kEveryCpu, NameOfCpu);

}  // namespace
}  // namespace faultbox
