// What fixtures/frames.c says of who calls whom, on every CPU.

#include <map>
#include <set>

#include "arch/registry_analysis.h"
#include "host/code/call_before.h"
#include "host/unwind/printed_trace.h"
#include "tests/unit/host/unwind/fixture.h"

namespace faultbox::unwind {
namespace {

using Kind = CallBefore::Kind;

class CallCheck : public testing::TestWithParam<const char*> {
  protected:
    CallCheck()
        : opened_(std::string(FAULTBOX_FIXTURES "/") + GetParam() + ".elf"),
          analysis_(*FindArchAnalysis(opened_.file->identity().arch->arch)) {}

    CallBefore Before(const Symbol& function, uint64_t address) const {
        return FindCallBefore(*opened_.file, analysis_, function, address);
    }
    // Where calls of `callee` return to in `caller`.
    std::vector<uint64_t> Returns(std::string_view caller, std::string_view callee) const {
        std::vector<uint64_t> found;
        Symbol function = opened_.Function(caller), called = opened_.Function(callee);
        for (uint64_t at = function.address + 1; at <= function.address + function.size; ++at) {
            if (Enters(Before(function, at), *opened_.file, *opened_.file, called)) found.push_back(at);
        }
        return found;
    }
    PrintedFrame Frame(std::string_view function, uint64_t address) const {
        return {.place = FramePlace{opened_.file.get(), opened_.Function(function), address}};
    }
    std::vector<Trust> TrustOf(std::vector<PrintedFrame> frames, std::string_view pc) const {
        Symbol function = opened_.Function(pc);
        FramePlace place{opened_.file.get(), function, function.address};
        return CheckPrintedTrace(frames, place, analysis_, nullptr).trust;
    }

    OpenedFile opened_;
    const ArchAnalysis& analysis_;
};

TEST_P(CallCheck, FindsEveryDirectCall) {
    EXPECT_EQ(Returns("walk_list", "recurse").size(), 1u);
    EXPECT_EQ(Returns("walk_list", "tail_call").size(), 1u);
    EXPECT_EQ(Returns("many_saved", "sink").size(), 7u);
    EXPECT_EQ(Returns("recurse", "visit").size(), 1u);
    EXPECT_EQ(Returns("walk_list", "visit").size(), 0u);
    // It jumps, but for i386, whose arguments are on the stack.
    bool calls = analysis_.arch == Arch::kI386;
    EXPECT_EQ(Returns("tail_call", "early_return").size(), calls ? 1u : 0u);
}

TEST_P(CallCheck, FindsTheCallThroughAPointer) {
    Symbol visit = opened_.Function("visit");
    std::map<Kind, int> kinds;
    for (uint64_t at = visit.address + 1; at <= visit.address + visit.size; ++at) ++kinds[Before(visit, at).kind];
    EXPECT_EQ(kinds[Kind::kIndirect], 1);
    EXPECT_EQ(kinds[Kind::kDirect], 0);
    EXPECT_GT(kinds[Kind::kNone], 0);
}

TEST_P(CallCheck, ConfirmsADirectCallOfTheInnerFunction) {
    PrintedFrame recurse = Frame("recurse", Returns("recurse", "visit").at(0));
    PrintedFrame walk = Frame("walk_list", Returns("walk_list", "recurse").at(0));
    EXPECT_EQ(TrustOf({recurse, walk}, "visit"), (std::vector{Trust::kConfirmed, Trust::kConfirmed}));
}

TEST_P(CallCheck, AJumpOnTheWayProvesNothing) {
    // walk_list calls tail_call, which leaves by a jump to early_return.
    PrintedFrame walk = Frame("walk_list", Returns("walk_list", "tail_call").at(0));
    EXPECT_EQ(TrustOf({walk}, "early_return"), (std::vector{Trust::kPrinted}));
}

TEST_P(CallCheck, RulesOutWhatNoCallReturnsTo) {
    Symbol leaf = opened_.Function("leaf");
    std::set<uint64_t> ends;  // Of its instructions; leaf calls nothing.
    for (uint64_t at = leaf.address + 1; at < leaf.address + leaf.size; ++at) {
        Kind kind = Before(leaf, at).kind;
        EXPECT_TRUE(kind == Kind::kNone || kind == Kind::kUnknown);
        if (kind == Kind::kNone) ends.insert(at);
    }
    ASSERT_FALSE(ends.empty());
    PrintedFrame stale = Frame("leaf", *ends.begin());
    stale.reliable = false;
    PrintedFrame recurse = Frame("recurse", Returns("recurse", "visit").at(0));
    EXPECT_EQ(TrustOf({stale, recurse}, "visit"), (std::vector{Trust::kRuledOut, Trust::kConfirmed}));
}

TEST_P(CallCheck, AFrameWithQuestionMarkIsNeverConfirmedByACall) {
    PrintedFrame recurse = Frame("recurse", Returns("recurse", "visit").at(0));
    recurse.reliable = false;
    EXPECT_EQ(TrustOf({recurse}, "visit"), (std::vector{Trust::kPrinted}));
}

TEST_P(CallCheck, AnInterruptedInstructionIsNotRuledOut) {
    Symbol leaf = opened_.Function("leaf");
    PrintedFrame interrupted = Frame("leaf", leaf.address + 4);
    PrintedFrame handler = Frame("recurse", Returns("recurse", "visit").at(0));
    handler.context = 1;
    EXPECT_EQ(TrustOf({handler, interrupted}, "visit"), (std::vector{Trust::kConfirmed, Trust::kPrinted}));
}

TEST_P(CallCheck, WithoutSymbolFileAFrameStaysPrinted) {
    EXPECT_EQ(TrustOf({PrintedFrame{}}, "visit"), (std::vector{Trust::kPrinted}));
}

TEST_P(CallCheck, TheUnwinderOverrulesTheKernel) {
    Symbol visit = opened_.Function("visit");
    FramePlace pc{opened_.file.get(), visit, visit.address};
    PrintedFrame wrong = Frame("walk_list", Returns("walk_list", "recurse").at(0));
    CodePlace right{opened_.file.get(), Returns("recurse", "visit").at(0)};
    Unwinding unwinding{.frames = {{.address = right.address, .place = right}}};
    CheckedTrace checked = CheckPrintedTrace(std::vector{wrong}, pc, analysis_, &unwinding);
    EXPECT_EQ(checked.trust, (std::vector{Trust::kRuledOut}));
    ASSERT_EQ(checked.notes.size(), 1u);
    EXPECT_TRUE(checked.notes[0].starts_with("the unwinder finds recurse+0x")) << checked.notes[0];
    EXPECT_TRUE(checked.notes[0].contains(" where the kernel printed walk_list+0x")) << checked.notes[0];
}

// The kernel printed the place in a module without its address, the unwinder has the address without a file.
TEST_P(CallCheck, AModuleLiesWhereItsPageBegins) {
    OpenedFile module(std::string(FAULTBOX_FIXTURES "/") + GetParam() + ".o");
    ASSERT_TRUE(module.file->identity().is_relocatable);
    Symbol function = module.Function("walk_list");
    const uint64_t address = function.address + 8;
    const std::vector<PrintedFrame> printed = {{.place = FramePlace{module.file.get(), function, address}}};
    const uint64_t section = *module.file->SectionAddress(".text");
    for (uint64_t begin : {0xbf00'8000u, 0xbf00'8010u}) {
        Unwinding unwinding{.frames = {{.address = begin + address - section}}};
        std::optional<LearntPlace> learnt = LearnPlace(printed, unwinding);
        EXPECT_EQ(learnt.has_value(), begin == 0xbf00'8000u);
        if (learnt) EXPECT_EQ(learnt->address - learnt->place.address, begin - section);
        CheckedTrace checked = CheckPrintedTrace(printed, std::nullopt, analysis_, &unwinding);
        EXPECT_TRUE(checked.notes.empty());
    }
}

// Where a linked file lies is known: what is not in it is elsewhere.
TEST_P(CallCheck, AnAddressOutsideALinkedFileIsAnother) {
    const std::vector<PrintedFrame> printed = {Frame("walk_list", Returns("walk_list", "recurse").at(0))};
    Unwinding unwinding{.frames = {{.address = 0xbf00'8000}}};
    EXPECT_FALSE(LearnPlace(printed, unwinding));
    EXPECT_EQ(CheckPrintedTrace(printed, std::nullopt, analysis_, &unwinding).notes.size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(EveryCpu, CallCheck, testing::Values("x86_64", "i386", "arm64", "arm", "thumb"),
                         [](const auto& name) { return std::string(name.param); });

}  // namespace
}  // namespace faultbox::unwind
