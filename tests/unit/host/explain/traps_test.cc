// What misleads who explains a crash, as compilers make it for each CPU. What is true about each function stands in
// fixtures/traps.c.
#include <string>

#include "tests/unit/host/explain/compiled_crash.h"

namespace faultbox {
namespace {

class TrapsTest : public CompiledCrash {
  protected:
    TrapsTest() : CompiledCrash("traps") {}

    // The byte that memcpy() reads first, at `address`.
    void FaultInMemcpy(uint64_t address) {
        Symbol function = Function("memcpy");
        bool found = false;
        ForEachInstruction(function, [&](uint64_t offset, const Instruction& instruction) {
            for (const MemoryAccess& access : instruction.memory) {
                if (found || access.access != Access::kRead || access.base == arch_->sp) continue;
                found = true;
                Place(event_.mutable_pc(), function, offset);
                base_ = access.base;
                SetCode(function, offset);
            }
        });
        ASSERT_TRUE(found);
        values_[base_] = address;
        event_.set_fault_address(address);
    }
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

TEST_P(TrapsTest, AValueIsFollowedThroughAStackSlot) {
    FaultIn("kept_highest", 64, 0);
    Expect(Run(), "struct limits", "highest", "device->bus->limits", Confidence::kCertain);
}

TEST_P(TrapsTest, ASlotThatTwoPathsWriteIsNotFollowed) {
    FaultIn("kept_either", 64, 0);
    EXPECT_FALSE(AnyCertainMember(Run()));
}

TEST_P(TrapsTest, ASlotThatOthersMayWriteIsOnlyLikely) {
    FaultIn("kept_shared", 64, 0);
    Expect(Run(), "struct limits", "highest", "device->found", Confidence::kLikely);
}

TEST_P(TrapsTest, AVariableOnTheStackIsNamed) {
    FaultIn("local_highest", 64, 0);
    Expect(Run(), "struct limits", "highest", "limits", Confidence::kCertain);
}

// i386 finds it on the stack, and in the caller what was pushed.
TEST_P(TrapsTest, TheFourthArgumentIsTheCallers) {
    FaultIn("fourth_pending", 4, 0x20);
    CalledFrom("flush_fourth");
    Expect(Run(), "struct decoder", "port.pending", "device->decoder", Confidence::kCertain);
}

TEST_P(TrapsTest, TheFourthArgumentOfAnotherCallIsNot) {
    FaultIn("fourth_pending", 4, 0x20);
    CalledFrom("copy_name");
    Expect(Run(), "struct port", "pending", "port", Confidence::kLikely);
}

TEST_P(TrapsTest, WhatMemcpyReadsIsWhatItsCallerPassed) {
    FaultInMemcpy(4);
    CalledFrom("copy_name");
    Expect(Run(), "struct station", "name[0]", "memory->station", Confidence::kLikely);
}

// Three bytes further: either the copy was under way or the pointer was not NULL.
TEST_P(TrapsTest, WhatMemcpyReadsLaterIsNotKnown) {
    FaultInMemcpy(7);
    CalledFrom("copy_name");
    EXPECT_FALSE(AnyMember(Run()));
}

TEST_P(TrapsTest, WhatMemcpyReadsIsNotThatOfAnotherCaller) {
    FaultInMemcpy(4);
    CalledFrom("flush_fourth");
    EXPECT_FALSE(AnyMember(Run()));
}

// Where the bits are not seen, as with the masks of x86, each field of the word may be meant.
TEST_P(TrapsTest, ABitFieldIsCertainOnlyWhereItsBitsAreSeen) {
    FaultIn("set_dimming", 4, 0, 2);
    EventAnalysis analysis = Run();
    ASSERT_TRUE(AnyMember(analysis));
    const Finding& finding = analysis.explanation.findings[0];
    if (finding.confidence == Confidence::kCertain) {
        EXPECT_EQ(finding.member->path, "dimming");
    } else {
        EXPECT_FALSE(finding.member->alternatives.empty());
    }
}

// The instruction does not access the address that the crash states.
TEST_P(TrapsTest, WithoutAFittingAccessNoneIsPossible) {
    FaultIn("raw_strength", 12, 0);
    uint64_t far = 0x4000'0000;
    values_[base_] = far;
    event_.set_fault_address(far);
    EXPECT_FALSE(AnyMember(Run()));
}

// What raw points to is not known, but the function uses a tuner, which has a word there.
TEST_P(TrapsTest, WhereTypesAreSilentAMemberIsOnlyPossible) {
    FaultIn("raw_strength", 12, 0x6b6b'6b60);
    EventAnalysis analysis = Run();
    ASSERT_EQ(analysis.explanation.findings.size(), 1u) << analysis.explanation.reason_missing;
    const Finding& finding = analysis.explanation.findings[0];
    EXPECT_EQ(finding.confidence, Confidence::kPossible);
    ASSERT_TRUE(finding.member);
    EXPECT_EQ(finding.member->type, "struct tuner");
    EXPECT_EQ(finding.member->path, "strength");
    EXPECT_FALSE(analysis.explanation.reason_missing.empty());
    EXPECT_FALSE(analysis.explanation.verdict.contains("tuner")) << analysis.explanation.verdict;
}

TEST_P(TrapsTest, WhatIsPassedOnHasTheParametersType) {
    FaultIn("passed_failed", Offset32Or64(16, 32), 0);
    Expect(Run(), "struct device", "failed", "device", Confidence::kLikely);
}

TEST_P(TrapsTest, WhatAnUnknownFunctionTakesHasNoType) {
    FaultIn("taken_failed", Offset32Or64(16, 32), 0);
    EXPECT_FALSE(AnyCertainMember(Run()));
}

// Where one CPU's variable lies is not known, but what lies in it is.
TEST_P(TrapsTest, APerCpuVariableIsOnlyLikely) {
    FaultIn("queue_drops", 4, 0);
    Expect(Run(), "struct queue", "drops", "statistics.queue", Confidence::kLikely);
}

// The code between is not followed; by the call's parameters the function handed on what it was entered with.
TEST_P(TrapsTest, AnEntryValueIsSolvedInTheCaller) {
    FaultIn("read_pending", 4, 0x20);
    CalledFrom("hidden_pending");
    Symbol outer = Function("flush_hidden");
    Place(event_.mutable_trace(0)->add_frame(), outer, BehindCall(outer));
    Symbol inner = Function("hidden_pending");
    std::optional<CallSite> site = file_->CallSiteAt(inner.address + BehindCall(inner));
    ASSERT_TRUE(site);
    EventAnalysis analysis = Run();
    // Without them the jump may have led around another value.
    Expect(analysis, "struct decoder", "port.pending", "device->decoder",
           site->parameters.empty() ? Confidence::kLikely : Confidence::kCertain);
    EXPECT_EQ(site->parameters.empty(), GetParam().arch == Arch::kX86_64);
}

// hidden_pending() was entered from elsewhere: what flush_fourth() passes to another function is not its argument.
TEST_P(TrapsTest, AnEntryValueIsNotThatOfAnotherCall) {
    FaultIn("read_pending", 4, 0x20);
    CalledFrom("hidden_pending");
    Symbol outer = Function("flush_fourth");
    Place(event_.mutable_trace(0)->add_frame(), outer, BehindCall(outer));
    Expect(Run(), "struct port", "pending", "port", Confidence::kLikely);
}

// flush_forward() called forward_pending(), which is left by a jump to read_pending().
TEST_P(TrapsTest, ATailCallIsFollowedToTheCallerThatIsLeft) {
    FaultIn("read_pending", 4, 0x20);
    CalledFrom("flush_forward");
    Expect(Run(), "struct decoder", "port.pending", "device->decoder", Confidence::kCertain);
}

// One port further: 0x28 behind NULL is the pending of the port behind.
TEST_P(TrapsTest, WhatTheTailCallAddsCounts) {
    FaultIn("read_pending", 4, 0x20 + 8);
    CalledFrom("flush_next");
    EventAnalysis analysis = Run();
    ASSERT_EQ(analysis.explanation.findings.size(), 1u) << analysis.explanation.reason_missing;
    EXPECT_NE(analysis.explanation.findings[0].member->path, "port.pending");
}

TEST_P(TrapsTest, WhereTheChainOfCallersBreaksIsSaid) {
    FaultIn("read_pending", 4, 0x20);
    CalledFrom("flush_fourth");
    EventAnalysis analysis = Run();
    Expect(analysis, "struct port", "pending", "port", Confidence::kLikely);
    if (HasFatalFailure()) return;
    auto says = [](const std::string& e) {
        return e.contains("flush_fourth() called fourth_pending(), not read_pending(): a tail call");
    };
    EXPECT_TRUE(std::ranges::any_of(analysis.explanation.findings[0].evidence, says));
}

INSTANTIATE_TEST_SUITE_P(Cpus, TrapsTest, kEveryCpu, NameOfCpu);

}  // namespace
}  // namespace faultbox
