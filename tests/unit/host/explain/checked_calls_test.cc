// Calls that clang's kCFI checks, as clang compiles them: fixtures/checked_calls.c says what is called.
#include <algorithm>
#include <string>

#include "tests/unit/host/explain/compiled_crash.h"

namespace faultbox {
namespace {

class CheckedCallsTest : public CompiledCrash {
  protected:
    CheckedCallsTest() : CompiledCrash("checked_calls") {}

    // How far before a function its type stands: clang's option -fpatchable-function-entry moves it away.
    static uint64_t TypeDistance() { return GetParam().arch == Arch::kArm64 ? 12 : 15; }

    // The pointer that is to be called is `function`.
    void FaultAtTypeBefore(const char* name, uint64_t function) { FaultIn(name, -TypeDistance(), function); }

    // The check of `name` traps; the pointer was `function`.
    void Refuse(const char* name, uint64_t function) {
        FaultIn(name, -TypeDistance(), function);
        event_.clear_fault_address();
        event_.set_kind(static_cast<uint32_t>(EventKind::kCfiFailure));
        Symbol caller = Function(name);
        uint64_t trap = 0;
        ForEachInstruction(caller, [&](uint64_t offset, const Instruction& instruction) {
            if (instruction.operation == Operation::kUndefined && trap == 0) trap = offset;
        });
        ASSERT_NE(trap, 0u);
        Place(event_.mutable_pc(), caller, trap);
        SetCode(caller, trap);
    }

    void State(const char* headline, const char* target) {
        event_.set_headline(headline);
        format::Fact* fact = event_.add_fact();
        fact->set_key("cfi_target");
        fact->set_text(target);
    }
};

TEST_P(CheckedCallsTest, ANullPointerIsFoundWhereItsTypeIsRead) {
    FaultAtTypeBefore("codec_stop", 0);
    EventAnalysis analysis = Run();
    Expect(analysis, "struct codec_ops", "stop", "codec->ops->stop", Confidence::kCertain);
    if (HasFatalFailure()) return;
    const Finding& finding = analysis.explanation.findings[0];
    EXPECT_EQ(finding.member->offset, 8u);
    EXPECT_EQ(finding.pointer->value_class, "null");
    EXPECT_EQ(finding.access, Access::kRead);
    EXPECT_EQ(finding.size, 4u);
}

// arm64 does not tell the jump from that of a switch, whose ways would not be known.
TEST_P(CheckedCallsTest, AGarbagePointerIsFoundBeforeAJump) {
    FaultAtTypeBefore("codec_start", 0xdead'bee0);
    EventAnalysis analysis = Run();
    Expect(analysis, "struct codec_ops", "start", "codec->ops->start", Confidence::kCertain);
    if (HasFatalFailure()) return;
    EXPECT_EQ(analysis.explanation.findings[0].pointer->value, 0xdead'bee0u);
    EXPECT_EQ(analysis.explanation.findings[0].pointer->value_class, "user-space");
}

TEST_P(CheckedCallsTest, AWordBeforeAnArrayIsNoCheck) {
    FaultIn("hidden_count", -uint64_t{4}, 0);
    EXPECT_FALSE(AnyMember(Run()));
}

// CFI failure at codec_stop+0x30/0x4c [headunit] (target: codec_firmware+0x0/0xffffffffffffee60 [headunit]; expected
// type: 0xbeba6ff2)
TEST_P(CheckedCallsTest, ARefusedCallNamesItsMemberAndItsTarget) {
    Refuse("codec_stop", 0xffff'ffff'8100'61a0);
    State("CFI failure at codec_stop+0x30/0x4c [headunit] (target: codec_firmware+0x0/0xffffffffffffee60 [headunit]",
          "codec_firmware+0x0/0xffffffffffffee60 [headunit]");
    EventAnalysis analysis = Run();
    Expect(analysis, "struct codec_ops", "stop", "codec->ops->stop", Confidence::kCertain);
    if (HasFatalFailure()) return;
    EXPECT_EQ(analysis.explanation.findings[0].pointer->value, 0xffff'ffff'8100'61a0u);
    EXPECT_TRUE(analysis.explanation.verdict.contains("it is codec_firmware+0x0 [headunit]"))
        << analysis.explanation.verdict;
    EXPECT_EQ(analysis.explanation.reason_missing, "");
}

TEST_P(CheckedCallsTest, WithoutSymbolsARefusedCallHasItsTargetAndAReason) {
    Refuse("codec_stop", 0xffff'ffff'8100'61a0);
    State("CFI failure at codec_stop+0x30/0x4c [absent] (target: codec_firmware+0x0/0x60 [absent]",
          "codec_firmware+0x0/0x60 [absent]");
    event_.mutable_pc()->set_module("absent");
    EventAnalysis analysis = Run();
    ASSERT_EQ(analysis.explanation.findings.size(), 1u);
    EXPECT_FALSE(AnyMember(analysis));
    EXPECT_TRUE(analysis.explanation.verdict.contains("codec_firmware+0x0 [absent]")) << analysis.explanation.verdict;
    EXPECT_EQ(analysis.explanation.reason_missing, "no file of module absent was given");
}

// A trap that no check stands before.
TEST_P(CheckedCallsTest, AnotherTrapHasAReason) {
    Refuse("codec_stop", 0x1000);
    State("CFI failure at hidden_count+0x0/0x10 (target: codec_firmware+0x0/0x60)", "codec_firmware+0x0/0x60");
    Place(event_.mutable_pc(), Function("hidden_count"), 0);
    SetCode(Function("hidden_count"), 0);
    EventAnalysis analysis = Run();
    EXPECT_FALSE(AnyMember(analysis));
    EXPECT_FALSE(analysis.explanation.reason_missing.empty());
}

// Internal error: Oops - BTI: 0000000034000002 [#1] PREEMPT SMP
TEST_P(CheckedCallsTest, ABranchThatTheCpuRefusedHasAReason) {
    Refuse("codec_stop", 0x1000);
    event_.set_headline("Internal error: Oops - BTI: 0000000034000002 [#1] PREEMPT SMP");
    Place(event_.mutable_pc(), Function("hidden_count"), 0);
    SetCode(Function("hidden_count"), 0);
    EventAnalysis analysis = Run();
    EXPECT_FALSE(AnyMember(analysis));
    EXPECT_TRUE(analysis.explanation.reason_missing.contains("the CPU refused a branch"));
}

INSTANTIATE_TEST_SUITE_P(Cpus, CheckedCallsTest,
                         testing::Values(Target{"arm64", Arch::kArm64}, Target{"x86_64", Arch::kX86_64}), NameOfCpu);

}  // namespace
}  // namespace faultbox
