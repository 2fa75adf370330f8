// An event that is like one that was explained before must get what it would get by itself.
#include "host/explain/known_analyses.h"

#include <format>

#include "tests/unit/host/explain/compiled_crash.h"

namespace faultbox {
namespace {

constexpr RegisterId kAsked = 1, kOther = 2;

CrashRegisters Registers(uint64_t asked, uint64_t other) {
    RegisterSet values;
    values.Set(kAsked, asked);
    values.Set(kOther, other);
    return CrashRegisters(values);
}

class KnownAnalysesTest : public testing::Test {
  protected:
    KnownAnalysesTest() {
        CrashRegisters registers = Registers(0, 5);
        registers.Get(kAsked);
        known_.Keep("part", registers, analysis_);
    }

    std::shared_ptr<const EventAnalysis> analysis_ = std::make_shared<EventAnalysis>();
    KnownAnalyses known_;
};

TEST_F(KnownAnalysesTest, ARegisterThatWasNotAskedForMakesNoDifference) {
    EXPECT_EQ(known_.Find("part", Registers(0, 5)), analysis_);
    EXPECT_EQ(known_.Find("part", Registers(0, 6)), analysis_);
}

TEST_F(KnownAnalysesTest, AnythingElseDoes) {
    EXPECT_EQ(known_.Find("part", Registers(1, 5)), nullptr);
    EXPECT_EQ(known_.Find("other part", Registers(0, 5)), nullptr);
    RegisterSet without_other;
    without_other.Set(kAsked, 0);
    EXPECT_EQ(known_.Find("part", CrashRegisters(without_other)), nullptr);
}

TEST_F(KnownAnalysesTest, WhatIsKeptIsBounded) {
    auto large = std::make_shared<EventAnalysis>();
    large->traces = {{std::vector<SourceFrame>((1 << 20) / sizeof(SourceFrame))}};
    for (int number = 0; number < 70; ++number) known_.Keep(std::to_string(number), Registers(0, 5), large);
    EXPECT_EQ(known_.Find("part", Registers(0, 5)), nullptr);
    EXPECT_EQ(analysis_.use_count(), 1);
}

format::Event Stall(uint32_t cpu, uint64_t jiffies) {
    format::Event event;
    event.set_kind(static_cast<uint32_t>(EventKind::kRcuStall));
    event.set_headline("rcu: INFO: rcu_sched self-detected stall on CPU");
    event.set_cpu(cpu);
    event.mutable_pc()->set_symbol("codec_poll");
    format::Fact& fact = *event.add_fact();
    fact.set_key("jiffies");
    fact.set_number(jiffies);
    return event;
}

TEST(AnalysisOfAText, IsSharedAndTheVerdictIsOfEach) {
    const SymbolStore no_symbols;
    Analyzer analyzer(no_symbols);
    const format::Event first = Stall(1, 2100), second = Stall(3, 8402);
    EXPECT_EQ(analyzer.Analyze(first), analyzer.Analyze(second));
    EXPECT_EQ(VerdictByText(first),
              "the kernel (RCU) waited 2100 ticks of its timer in vain for CPU 1, in codec_poll()");
    EXPECT_EQ(VerdictByText(second),
              "the kernel (RCU) waited 8402 ticks of its timer in vain for CPU 3, in codec_poll()");
}

TEST(AnalysisOfAText, OfAnotherPlaceIsAnother) {
    const SymbolStore no_symbols;
    Analyzer analyzer(no_symbols);
    format::Event other = Stall(1, 2100);
    other.mutable_pc()->set_offset(4);
    EXPECT_NE(analyzer.Analyze(Stall(1, 2100)), analyzer.Analyze(other));
}

std::string Describe(const EventAnalysis& analysis) {
    std::string text = analysis.explanation.verdict + "\n" + analysis.explanation.reason_missing + "\n";
    for (const Finding& finding : analysis.explanation.findings) {
        text += std::format("{} ({})\n", finding.claim, static_cast<int>(finding.confidence));
        if (finding.member) text += finding.member->type + "." + finding.member->path + "\n";
        if (finding.pointer)
            text += std::format("{} {:#x}\n", finding.pointer->reg, finding.pointer->value.value_or(0));
        for (const std::string& evidence : finding.evidence) text += evidence + "\n";
    }
    for (const std::string& note : analysis.notes) text += note + "\n";
    return text;
}

class RepeatTest : public CompiledCrash {
  protected:
    RepeatTest() : CompiledCrash("bridge") {}

    // With each register in turn holding something else.
    void ExpectTheSameAsAlone() {
        Analyzer warm(symbols_, options_);
        StateRegisters();
        warm.Analyze(event_);
        for (uint64_t& value : values_) {
            const uint64_t before = value;
            for (uint64_t other : {before ^ 0x40, uint64_t{0}, uint64_t{0x64}}) {
                value = other;
                StateRegisters();
                EXPECT_EQ(Describe(*warm.Analyze(event_)), Describe(*Analyzer(symbols_, options_).Analyze(event_)));
            }
            value = before;
        }
    }
};

TEST_P(RepeatTest, AMemberIsFoundByTheSameRegisters) {
    FaultIn("read_highest", 64, 0);
    ExpectTheSameAsAlone();
}

TEST_P(RepeatTest, AFaultThatIsNotStatedIsFoundByTheSameRegisters) {
    FaultIn("read_highest", 64, 0);
    event_.clear_fault_address();
    ExpectTheSameAsAlone();
}

TEST_P(RepeatTest, AFaultWithoutCodeIsReadFromEveryRegister) {
    FaultIn("read_highest", 64, 0);
    event_.clear_code();
    event_.clear_pc();
    ExpectTheSameAsAlone();
}

INSTANTIATE_TEST_SUITE_P(EveryCpu, RepeatTest, kEveryCpu, NameOfCpu);

}  // namespace
}  // namespace faultbox
