// Crashes whose log begins behind the line that states the fault: registers and code are there, the address is not.
// What is true about each function stands in fixtures/traps.c.
#include <algorithm>
#include <string>

#include "tests/unit/host/explain/compiled_crash.h"

namespace faultbox {
namespace {

class UnstatedTest : public CompiledCrash {
  protected:
    UnstatedTest() : CompiledCrash("traps") {}

    void FaultUnstated(const char* name, uint64_t displacement, uint64_t base) {
        FaultIn(name, displacement, base);
        event_.clear_fault_address();
        event_.set_kind(static_cast<uint32_t>(EventKind::kUnknown));
    }

    static bool IsSaid(const EventAnalysis& analysis) {
        return std::ranges::any_of(analysis.explanation.findings, [](const Finding& finding) {
            return !finding.evidence.empty() && finding.evidence.front().contains("is not in the text");
        });
    }
};

TEST_P(UnstatedTest, WhatTheInstructionAccessesIsLikely) {
    FaultUnstated("passed_failed", Offset32Or64(16, 32), 0);
    EventAnalysis analysis = Run();
    Expect(analysis, "struct device", "failed", "device", Confidence::kLikely);
    EXPECT_TRUE(IsSaid(analysis));
    EXPECT_TRUE(analysis.explanation.reason_missing.empty());
}

// That of a fault whose line is there is certain: see TrapsTest.
TEST_P(UnstatedTest, NothingIsCertain) {
    FaultUnstated("kept_highest", 64, 0);
    EventAnalysis analysis = Run();
    Expect(analysis, "struct limits", "highest", "device->bus->limits", Confidence::kLikely);
    if (HasFatalFailure()) return;
    for (const std::string& evidence : analysis.explanation.findings[0].evidence) {
        EXPECT_FALSE(evidence.contains("the fault address")) << evidence;
    }
}

TEST_P(UnstatedTest, WithoutSymbolsTheAddressIsLikely) {
    FaultUnstated("kept_highest", 64, 0);
    event_.mutable_pc()->set_module("absent");
    EventAnalysis analysis = Run();
    ASSERT_EQ(analysis.explanation.findings.size(), 1u);
    EXPECT_EQ(analysis.explanation.findings[0].confidence, Confidence::kLikely);
    EXPECT_TRUE(analysis.explanation.verdict.contains("0x40 bytes behind a NULL pointer"))
        << analysis.explanation.verdict;
    EXPECT_EQ(analysis.explanation.reason_missing, "no file of module absent was given");
}

// The instruction may have run many times, and the crash be of another kind.
TEST_P(UnstatedTest, AnAddressThatMayBeMappedIsAReason) {
    FaultUnstated("kept_highest", 64, Offset32Or64(0xc100'2000, 0xffff'ffff'8100'2000));
    EventAnalysis analysis = Run();
    EXPECT_TRUE(analysis.explanation.findings.empty());
    EXPECT_TRUE(analysis.explanation.reason_missing.contains("may well be mapped"))
        << analysis.explanation.reason_missing;
}

TEST_P(UnstatedTest, AnInstructionWithoutMemoryIsAReason) {
    FaultUnstated("kept_highest", 64, 0);
    Symbol function = Function("kept_highest");
    uint64_t place = 0;
    ForEachInstruction(function, [&](uint64_t offset, const Instruction& instruction) {
        if (instruction.memory.empty()) place = offset;
    });
    Place(event_.mutable_pc(), function, place);
    SetCode(function, place);
    EventAnalysis analysis = Run();
    EXPECT_TRUE(analysis.explanation.findings.empty());
    EXPECT_TRUE(analysis.explanation.reason_missing.contains("accesses no memory"))
        << analysis.explanation.reason_missing;
}

TEST_P(UnstatedTest, WithoutCodeThereIsAReason) {
    FaultUnstated("kept_highest", 64, 0);
    event_.clear_code();
    event_.clear_code_fault_at();
    event_.mutable_pc()->set_module("absent");
    EXPECT_TRUE(Run().explanation.reason_missing.contains("shows no code"));
}

INSTANTIATE_TEST_SUITE_P(Cpus, UnstatedTest, kEveryCpu, NameOfCpu);

}  // namespace
}  // namespace faultbox
