// Crashes in functions that jump through tables, which lead where the code does not say: fixtures/switch.c.
#include "host/code/function_code.h"
#include "tests/unit/host/explain/compiled_crash.h"

namespace faultbox {
namespace {

class SwitchTest : public CompiledCrash {
  protected:
    SwitchTest() : CompiledCrash("switch") {}

    void SetUp() override {
        CompiledCrash::SetUp();
        for (const char* name : {"tune", "volume", "mute", "balance"}) ASSERT_TRUE(JumpsThroughATable(name)) << name;
    }

    bool JumpsThroughATable(const char* name) const {
        const Symbol function = Function(name);
        Result<Bytes> text = file_->ReadImage(function.address, function.size);
        return text && FunctionCode(*arch_, *analysis_, *text, function.address, false).has_computed_jump();
    }
};

// The table leads to behind the writer that stands right before.
TEST_P(SwitchTest, TheWriterBeforeACaseIsNotCertain) {
    FaultIn("tune", 20, 0);
    for (const Finding& finding : Run().explanation.findings) EXPECT_NE(finding.confidence, Confidence::kCertain);
}

TEST_P(SwitchTest, WhatWasSetBeforeTheSwitchIsLikelyInACase) {
    FaultIn("volume", 20, 0);
    Expect(Run(), "struct tuner", "level", "radio->main", Confidence::kLikely);
}

TEST_P(SwitchTest, SoItIsUnderAnotherName) {
    FaultIn("mute", Offset32Or64(8, 16), 0);
    Expect(Run(), "struct radio", "count", "radio", Confidence::kLikely);
}

// Whether or not the table leads here, the pointer is the one that was loaded before.
TEST_P(SwitchTest, WhatHoldsOnAllPathsIsCertain) {
    FaultIn("balance", 20, 0);
    Expect(Run(), "struct tuner", "level", "radio->main", Confidence::kCertain);
}

// The bytes show one way alone to the access, that behind the no-op which a jump may become.
TEST_P(SwitchTest, AJumpLabelOfAModuleIsAWay) {
    FaultIn("fade", 20, 0);
    EXPECT_FALSE(AnyMember(Run()));
}

INSTANTIATE_TEST_SUITE_P(Cpus, SwitchTest, kEveryCpu, NameOfCpu);

}  // namespace
}  // namespace faultbox
