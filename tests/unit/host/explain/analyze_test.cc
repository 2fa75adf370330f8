#include "host/explain/analyze.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "arch/arm/registers.h"
#include "host/input/event_facts.h"
#include "host/input/read_input.h"
#include "host/io/mapped_file.h"

namespace faultbox {
namespace {

constexpr const char* kCase = FAULTBOX_TESTS_DIR "/cases/arm-headunit-rpmsg-sock-release/";
constexpr std::string_view kModuleBuildId =
    "\xcb\xeb\x1e\xa8\xa2\x29\x8e\x35\x36\x11\x09\xa7\xed\x6f\x17\xd4\x0d\xba\xdc\x1a";

// The root event of the case, which the tests then falsify, and the module that crashed.
class AnalyzeTest : public testing::Test {
  protected:
    void SetUp() override {
        Result<MappedFile> region = MappedFile::Open(std::string(kCase) + "region.bin");
        ASSERT_TRUE(region);
        Result<DecodedInput> input = ReadInput("region.bin", region->bytes(), std::nullopt);
        ASSERT_TRUE(input);
        ASSERT_FALSE(input->records.empty());
        event = input->records[0].event(0);
        ASSERT_TRUE(symbols.Load(std::string(kCase) + "headunit.ko"));
    }

    EventAnalysis Run(bool force = false) const { return *Analyzer(symbols, {.force = force}).Analyze(event); }

    void SetRegister(RegisterId id, uint32_t value) {
        std::string& bytes = *event.mutable_registers();
        for (size_t i = 0; i < 4; ++i) bytes[id * 4 + i] = static_cast<char>(value >> (8 * i));
    }

    static bool AnyCertain(const EventAnalysis& analysis) {
        return std::ranges::any_of(analysis.explanation.findings,
                                   [](const Finding& f) { return f.confidence == Confidence::kCertain; });
    }
    static bool AnyMember(const EventAnalysis& analysis) {
        return std::ranges::any_of(analysis.explanation.findings,
                                   [](const Finding& f) { return f.member.has_value(); });
    }

    format::Event event;
    SymbolStore symbols;
};

// The truth stands in tests/lab/module/rpmsg_sock.c: rpsk->rpdev->ept->priv = NULL with ept NULL.
TEST_F(AnalyzeTest, NamesTheMemberAndThePointer) {
    EventAnalysis analysis = Run();
    EXPECT_EQ(analysis.symbols.fit, SymbolFit::kConsistent);
    ASSERT_EQ(analysis.explanation.findings.size(), 1u);
    const Finding& finding = analysis.explanation.findings[0];
    EXPECT_EQ(finding.confidence, Confidence::kCertain);
    EXPECT_EQ(finding.access, Access::kWrite);
    EXPECT_EQ(finding.size, 4u);
    ASSERT_TRUE(finding.member);
    EXPECT_EQ(finding.member->type, "struct rpmsg_endpoint");
    EXPECT_EQ(finding.member->path, "priv");
    EXPECT_EQ(finding.member->offset, 0x2cu);
    ASSERT_TRUE(finding.pointer);
    EXPECT_EQ(finding.pointer->reg, "r1");
    EXPECT_EQ(finding.pointer->expression, "rpsk->rpdev->ept");
    EXPECT_EQ(finding.pointer->value_class, "null");
}

TEST_F(AnalyzeTest, WithoutSymbolsNoMemberIsNamed) {
    EventAnalysis analysis = *Analyzer(SymbolStore()).Analyze(event);
    EXPECT_EQ(analysis.symbols.fit, SymbolFit::kNone);
    EXPECT_FALSE(AnyMember(analysis));
    EXPECT_FALSE(analysis.explanation.reason_missing.empty());
}

TEST_F(AnalyzeTest, AStatedBuildIdProvesTheFile) {
    event.mutable_pc()->set_build_id(std::string(kModuleBuildId));
    EXPECT_EQ(Run().symbols.fit, SymbolFit::kBuildId);
}

TEST_F(AnalyzeTest, AnotherBuildIdRefusesTheFile) {
    event.mutable_pc()->set_build_id(std::string(20, '\x42'));
    EventAnalysis refused = Run();
    EXPECT_EQ(refused.symbols.fit, SymbolFit::kRefused);
    EXPECT_TRUE(refused.symbols.reason.contains("4242424242")) << refused.symbols.reason;
    EXPECT_TRUE(refused.location.empty());
    EXPECT_FALSE(AnyMember(refused));

    EventAnalysis forced = Run(true);
    EXPECT_TRUE(AnyMember(forced));
    EXPECT_FALSE(AnyCertain(forced));
}

TEST_F(AnalyzeTest, AnotherReleaseRefusesTheFile) {
    event.set_release("4.4.45-g66454cd");
    EventAnalysis analysis = Run();
    EXPECT_EQ(analysis.symbols.fit, SymbolFit::kRefused);
    EXPECT_TRUE(analysis.symbols.reason.contains("4.4.45-g66454cd")) << analysis.symbols.reason;
    EXPECT_FALSE(AnyMember(analysis));
}

TEST_F(AnalyzeTest, AFunctionOfAnotherSizeRefusesTheFile) {
    event.mutable_pc()->set_size(event.pc().size() + 4);
    EventAnalysis analysis = Run();
    EXPECT_EQ(analysis.symbols.fit, SymbolFit::kRefused);
    EXPECT_FALSE(AnyMember(analysis));
}

TEST_F(AnalyzeTest, OtherCodeRefusesTheFile) {
    ASSERT_TRUE(event.has_code_fault_at());
    std::string code = event.code();
    code[event.code_fault_at()] = '\x30';  // str r5, [r1, #0x30]
    event.set_code(code);
    EventAnalysis analysis = Run();
    EXPECT_EQ(analysis.symbols.fit, SymbolFit::kRefused);
    EXPECT_FALSE(AnyMember(analysis));
}

// r1 + 0x2c is no longer the fault address: registers and address cannot both be right.
TEST_F(AnalyzeTest, ARegisterThatDoesNotFitTheAddressNamesNoMember) {
    SetRegister(arm::kR1, 0xc0000000);
    EventAnalysis analysis = Run();
    EXPECT_FALSE(AnyMember(analysis));
    EXPECT_TRUE(analysis.explanation.reason_missing.contains("0xc000002c")) << analysis.explanation.reason_missing;
}

TEST_F(AnalyzeTest, AnotherAddressNamesNoMember) {
    event.set_fault_address(0x30);
    EventAnalysis analysis = Run();
    EXPECT_FALSE(AnyMember(analysis));
    EXPECT_TRUE(analysis.explanation.reason_missing.contains("0x30")) << analysis.explanation.reason_missing;
}

// The status says read (WnR clear), the instruction writes.
TEST_F(AnalyzeTest, AnAccessThatContradictsTheInstructionLeavesNothingCertain) {
    event.set_fault_status(0x205);
    EventAnalysis analysis = Run();
    EXPECT_FALSE(AnyMember(analysis));
    EXPECT_FALSE(AnyCertain(analysis));
}

TEST_F(AnalyzeTest, WithoutRegistersNoMemberIsNamed) {
    event.set_register_mask(0);
    event.clear_registers();
    EXPECT_FALSE(AnyMember(Run()));
}

TEST_F(AnalyzeTest, APcOutsideTheFunctionIsNotLocated) {
    event.mutable_pc()->set_offset(event.pc().size() + 0x100);
    EventAnalysis analysis = Run();
    EXPECT_FALSE(AnyMember(analysis));
}

TEST_F(AnalyzeTest, ACrashInAnotherModuleIsNotExplainedWithThisOne) {
    event.mutable_pc()->set_module("exfat");
    EventAnalysis analysis = Run();
    EXPECT_EQ(analysis.symbols.fit, SymbolFit::kNone);
    EXPECT_FALSE(AnyMember(analysis));
}

}  // namespace
}  // namespace faultbox
