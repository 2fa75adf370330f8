// Crashes in functions as compilers make them, for each CPU. What is true about them stands in fixtures/bridge.c.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "host/code/code_reference.h"
#include "host/code/function_code.h"
#include "host/explain/symbol_fit.h"
#include "host/symbols/bug_table.h"
#include "tests/unit/host/explain/compiled_crash.h"

namespace faultbox {
namespace {

class CompiledTest : public CompiledCrash {
  protected:
    CompiledTest() : CompiledCrash("bridge") {}
};

TEST_P(CompiledTest, AChainOfPointersIsFollowed) {
    FaultIn("read_highest", 64, 0);
    Expect(Run(), "struct limits", "highest", "device->bus->limits", Confidence::kCertain);
}

TEST_P(CompiledTest, AnotherRegisterValueIsNoExplanation) {
    FaultIn("read_highest", 64, 0);
    values_[base_] = 0x10;
    EXPECT_FALSE(AnyMember(Run()));
}

TEST_P(CompiledTest, OtherCodeIsRefused) {
    FaultIn("read_highest", 64, 0);
    std::string code = event_.code();
    // The displacement's byte on x86, its low bits on arm64 and 32-bit ARM: another offset.
    size_t at = event_.code_fault_at();
    bool is_x86 = event_.code_unit() == 1;
    bool is_arm64 = GetParam().arch == Arch::kArm64;
    size_t changed = is_x86 ? code.find('\x40', at + 2) : is_arm64 ? at + 1 : at;
    ASSERT_LT(changed, code.size());
    code[changed] = static_cast<char>(code[changed] ^ 0x08);
    event_.set_code(code);
    EventAnalysis analysis = Run();
    EXPECT_EQ(analysis.symbols.fit, SymbolFit::kRefused) << analysis.symbols.reason;
    EXPECT_FALSE(AnyMember(analysis));
}

// entry_SYSCALL_64_after_hwframe+0x6e/0x76: what is printed as its size is the distance to the next symbol.
TEST_P(CompiledTest, ASymbolWithoutASizeIsComparedWithTheNextOne) {
    ASSERT_EQ(Function("enter_bridge").size, 0u);
    const uint64_t distance = Function("leave_bridge").address - Function("enter_bridge").address;
    Place(event_.add_trace()->add_frame(), Function("enter_bridge"), 1);
    event_.mutable_trace(0)->mutable_frame(0)->set_size(distance);
    EXPECT_EQ(CheckFit(event_, module_, *file_, analysis_).fit, SymbolFit::kConsistent);
    event_.mutable_trace(0)->mutable_frame(0)->set_size(distance + 8);
    EXPECT_EQ(CheckFit(event_, module_, *file_, analysis_).fit, SymbolFit::kUnverified);
}

// The caller and its types are of another module, whose file does not fit and is used by force.
TEST_P(CompiledTest, AFindingIsNoSurerThanTheFileOfItsTypes) {
    const std::string copy = testing::TempDir() + "/other_" + GetParam().name + ".ko";
    std::filesystem::copy_file(FAULTBOX_EXPLAIN_FIXTURES "/" + module_ + ".ko", copy,
                               std::filesystem::copy_options::overwrite_existing);
    ASSERT_TRUE(symbols_.Load(copy));
    FaultIn("read_pending", 4, 0x20);
    CalledFrom("flush_decoder");
    const std::string other = std::string("other_") + GetParam().name;
    event_.mutable_trace(0)->mutable_frame(0)->set_module(other);
    if (event_.has_lr()) event_.mutable_lr()->set_module(other);
    Expect(Run(), "struct decoder", "port.pending", "device->decoder", Confidence::kCertain);
    format::Location* gone = event_.mutable_trace(0)->add_frame();
    Place(gone, Function("flush_decoder"), 1);
    gone->set_symbol("flush_every_decoder");
    gone->set_module(other);
    options_.force = true;
    Expect(Run(), "struct decoder", "port.pending", "device->decoder", Confidence::kPossible);
}

TEST_P(CompiledTest, AStoredValueHasTheMembersName) {
    FaultIn("find_highest", 64, ~uint64_t{11});  // ERR_PTR(-ENOMEM)
    EventAnalysis analysis = Run();
    Expect(analysis, "struct limits", "highest", "device->found", Confidence::kCertain);
    if (HasFatalFailure()) return;
    EXPECT_EQ(analysis.explanation.findings[0].pointer->value_class, "err-ptr");
}

TEST_P(CompiledTest, AnInteriorPointerIsTheCallers) {
    FaultIn("read_pending", 4, 0x20);
    CalledFrom("flush_decoder");
    EventAnalysis analysis = Run();
    Expect(analysis, "struct decoder", "port.pending", "device->decoder", Confidence::kCertain);
    if (HasFatalFailure()) return;
    EXPECT_EQ(analysis.explanation.findings[0].innermost->type, "struct port");
}

// The call in report_device() is of another function: whoever passed the pointer is not in the trace.
TEST_P(CompiledTest, ACallerOfAnotherFunctionIsNotBelieved) {
    FaultIn("read_pending", 4, 0x20);
    CalledFrom("report_device");
    EventAnalysis analysis = Run();
    Expect(analysis, "struct port", "pending", "port", Confidence::kLikely);
    if (HasFatalFailure()) return;
    EXPECT_FALSE(analysis.explanation.findings[0].pointer->origin);
}

// Where there is a link register it still holds the return address, and proves the caller.
TEST_P(CompiledTest, ACallerOnTheStackAloneIsOnlyLikely) {
    FaultIn("read_pending", 4, 0x20);
    CalledFrom("flush_decoder");
    event_.mutable_trace(0)->mutable_frame(0)->set_unreliable(true);
    Confidence confidence = arch_->link == kNoRegister ? Confidence::kLikely : Confidence::kCertain;
    Expect(Run(), "struct decoder", "port.pending", "device->decoder", confidence);
}

TEST_P(CompiledTest, ABadCallIsFoundByItsReturnAddress) {
    CalledFrom("reset_bus");
    event_.mutable_pc()->set_address(0);
    event_.set_fault_address(0);
    std::ranges::fill(values_, 0);
    Expect(Run(), "struct bus", "reset", "device->bus->reset", Confidence::kCertain);
}

// The register of the call does not hold the pc: another jump came after that call.
TEST_P(CompiledTest, ABadCallThroughAnotherRegisterIsNotExplained) {
    CalledFrom("reset_bus");
    event_.mutable_pc()->set_address(0);
    event_.set_fault_address(0);
    std::ranges::fill(values_, kUnrelated);
    values_[arch_->pc] = 0;
    EXPECT_FALSE(AnyMember(Run()));
}

TEST_P(CompiledTest, TheContainerOfAMemberIsNamed) {
    FaultIn("next_sequence", Offset32Or64(48, 56), 0x100);
    EventAnalysis analysis = Run();
    ASSERT_EQ(analysis.explanation.findings.size(), 1u) << analysis.explanation.reason_missing;
    ASSERT_TRUE(analysis.explanation.findings[0].member) << analysis.explanation.reason_missing;
    EXPECT_EQ(analysis.explanation.findings[0].member->type, "struct packet");
    EXPECT_EQ(analysis.explanation.findings[0].member->path, "sequence");
}

// As kernels print an address in data: "PC is at codec_firmware+0x0/0xffffef94 [headunit]".
TEST_P(CompiledTest, ACallIntoDataIsABadCall) {
    CalledFrom("reset_bus");
    format::Location* pc = event_.mutable_pc();
    pc->set_symbol("firmware");
    pc->set_module(module_);
    pc->set_offset(0);
    pc->set_size(0xffff'ef94);
    pc->set_address(kUnrelated);
    event_.set_fault_address(kUnrelated);
    EventAnalysis analysis = Run();
    EXPECT_EQ(analysis.symbols.fit, SymbolFit::kConsistent) << analysis.symbols.reason;
    Expect(analysis, "struct bus", "reset", "device->bus->reset", Confidence::kCertain);
    if (HasFatalFailure()) return;
    EXPECT_EQ(analysis.location.at(0).function, "reset_bus");
}

// "PC is at telemetry_sequence+0x8/0xc", where the load at +0x4 faulted. Only 32-bit ARM's handler does that.
TEST_P(CompiledTest, AnAdvancedPcIsTakenBackByTheRegisters) {
    FaultIn("next_id", 0, 0x5000'1231);
    event_.set_kind(static_cast<uint32_t>(EventKind::kAlignmentFault));
    const uint64_t offset = event_.pc().offset();
    event_.mutable_pc()->set_offset(offset + 4);
    event_.set_code_fault_at(event_.code_fault_at() + 4);
    EventAnalysis analysis = Run();
    if (GetParam().arch != Arch::kArm) {
        EXPECT_FALSE(AnyMember(analysis));
        return;
    }
    Expect(analysis, "struct port", "id", "port", Confidence::kCertain);
    EXPECT_EQ(analysis.pc_link_address, Function("next_id").address + offset + 4);
    EXPECT_EQ(analysis.notes.size(), 1u);
}

// -0x20 is -EPIPE and NULL less the offset of a decoder's port.
TEST_P(CompiledTest, NullLessAnOffsetIsNoErrorWhereTheCallerSubtracted) {
    FaultIn("read_initial", 8, ~uint64_t{31});
    CalledFrom("initial_of_active");
    EventAnalysis analysis = Run();
    Expect(analysis, "struct decoder", "name[8]", "hub->active", Confidence::kCertain);
    if (HasFatalFailure()) return;
    const Finding& finding = analysis.explanation.findings[0];
    EXPECT_EQ(finding.pointer->value_class, "null");
    EXPECT_EQ(finding.pointer->value, 0u);
    EXPECT_TRUE(finding.claim.contains("decoder is hub->active less 0x20, and hub->active is NULL")) << finding.claim;
}

TEST_P(CompiledTest, ASmallNegativeNumberOfUnknownOriginIsNotCertain) {
    FaultIn("read_initial", 8, ~uint64_t{31});
    EventAnalysis analysis = Run();
    Expect(analysis, "struct decoder", "name[8]", "decoder", Confidence::kLikely);
    if (HasFatalFailure()) return;
    EXPECT_TRUE(analysis.explanation.findings[0].claim.contains("ERR_PTR(-EPIPE), or NULL less 0x20"))
        << analysis.explanation.findings[0].claim;
}

TEST_P(CompiledTest, AnAnonymousStructureHasItsTypedefsName) {
    FaultIn("read_counter", 4, 0);
    Expect(Run(), "counter_t", "value", "counter", Confidence::kCertain);
}

TEST_P(CompiledTest, AllBitFieldsOfAWordMayBeMeant) {
    FaultIn("read_mode", 4, 0);
    EventAnalysis analysis = Run();
    ASSERT_EQ(analysis.explanation.findings.size(), 1u) << analysis.explanation.reason_missing;
    const Finding& finding = analysis.explanation.findings[0];
    ASSERT_TRUE(finding.member);
    std::vector<std::string> named = finding.member->alternatives;
    named.push_back(finding.member->path);
    std::ranges::sort(named);
    EXPECT_EQ(named, (std::vector<std::string>{"dimming", "enabled", "rotation"}));
    EXPECT_NE(finding.confidence, Confidence::kCertain);
}

// The register that the variable was loaded into; which address it has is stated by the code alone.
TEST_P(CompiledTest, AStaticVariableIsNamed) {
    FaultIn("current_failed", Offset32Or64(16, 32), 0);
    Expect(Run(), "struct device", "failed", "current_device", Confidence::kCertain);
}

// Clang's debug information declares no variables of other files: without a type there is no member.
TEST_P(CompiledTest, AVariableWithoutATypeIsNoExplanation) {
    FaultIn("other_failed", Offset32Or64(16, 32), 0);
    EXPECT_FALSE(AnyMember(Run()));
}

// From read_word() by way of port_word(), which adds 4, to decoder_word(), which adds 0x20.
TEST_P(CompiledTest, SumsInEveryCallerAreAddedUp) {
    FaultIn("read_word", 0, 0x24);
    CalledFrom("port_word");
    Symbol outer = Function("decoder_word");
    Place(event_.mutable_trace(0)->add_frame(), outer, BehindCall(outer));
    Expect(Run(), "struct decoder", "port.pending", "device->decoder", Confidence::kCertain);
}

// Had device->decoder not been NULL, it would have to be an address: 0x1024 is none, nor 0x1004.
TEST_P(CompiledTest, SumsThatDoNotLeadToNullAreNotTheCallers) {
    FaultIn("read_word", 0, 0x1024);
    CalledFrom("port_word");
    Symbol outer = Function("decoder_word");
    Place(event_.mutable_trace(0)->add_frame(), outer, BehindCall(outer));
    EventAnalysis analysis = Run();
    for (const Finding& finding : analysis.explanation.findings) {
        if (finding.pointer) EXPECT_NE(finding.pointer->expression, "device->decoder");
    }
}

// CPUs whose compilers add table and index in an instruction; on x86 the table is part of the operand.
class IndexedTest : public CompiledTest {};

// The table is where it should be; what the register of the crash holds behind it is the index.
TEST_P(IndexedTest, AnIndexBeyondATableIsNamed) {
    Arch arch = GetParam().arch;
    constexpr uint64_t kTable = 0x4000'2000;
    FaultIn("filter_hits", 8, kTable + 5000 * 16);
    values_[arch == Arch::kArm64 ? 9 : 1] = kTable;
    EventAnalysis analysis = Run();
    Expect(analysis, "struct filter", "hits", "&filters[*number]", Confidence::kCertain);
    if (HasFatalFailure()) return;
    auto says = [](const std::string& e) { return e.contains("index 5000 lies outside of filters, which has 8"); };
    EXPECT_TRUE(std::ranges::any_of(analysis.explanation.findings[0].evidence, says));
}

// Without the register that holds the table nothing tells the index.
TEST_P(IndexedTest, AnIndexThatIsNotKnownIsNotGuessed) {
    FaultIn("filter_hits", 8, 0x4000'2000);
    without_ = GetParam().arch == Arch::kArm64 ? 9 : 1;
    EXPECT_FALSE(AnyMember(Run()));
}

// What follows a WARN() has the trap before it; the entries are those that the source states.
TEST_P(CompiledTest, AWarningFallsThrough) {
    for (bool warns : {true, false}) {
        Symbol function = Function(warns ? "warn_of_failure" : "stop_at_failure");
        std::vector<std::pair<uint64_t, uint64_t>> ranges = {{function.address, function.address + function.size}};
        std::vector<BugEntry> entries = FindBugEntries(*file_, ranges[0].first, ranges[0].second);
        ASSERT_EQ(entries.size(), 1u);
        EXPECT_EQ(entries[0].file, "drivers/bridge.c");
        EXPECT_EQ(entries[0].line, warns ? 301u : 302u);
        EXPECT_EQ(entries[0].is_warning, warns);
        std::optional<BugEntry> found = FindBugEntry(*file_, entries[0].address);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->line, entries[0].line);
        EXPECT_FALSE(FindBugEntry(*file_, entries[0].address + 1));
        if (!warns) continue;
        Result<Bytes> text = file_->ReadImage(function.address, function.size);
        ASSERT_TRUE(text);
        BranchTargets targets(*file_, ranges);
        std::vector<CodeRange> code = {{function.address, *text}};
        FunctionCode with(*arch_, *analysis_, code, false, &targets);
        std::optional<size_t> trap = with.IndexOf(entries[0].address);
        ASSERT_TRUE(trap);
        EXPECT_EQ(with[*trap].instruction.operation, Operation::kUndefined);
        EXPECT_EQ(with.OnlyPredecessor(*trap + 1), *trap);
        FunctionCode without(*arch_, *analysis_, code, false, nullptr);
        EXPECT_EQ(without.OnlyPredecessor(*trap + 1), std::nullopt);
    }
}

// "kernel BUG at" is missing in the text.
TEST_P(CompiledTest, TheImageStatesThePlaceOfABug) {
    Symbol function = Function("stop_at_failure");
    std::vector<BugEntry> entries = FindBugEntries(*file_, function.address, function.address + function.size);
    ASSERT_EQ(entries.size(), 1u);
    const uint64_t trap = entries[0].address - function.address;
    Place(event_.mutable_pc(), function, trap);
    SetCode(function, trap);
    event_.set_kind(static_cast<uint32_t>(EventKind::kBug));
    EventAnalysis analysis = Run();
    ASSERT_TRUE(analysis.bug_place) << analysis.symbols.reason;
    EXPECT_EQ(analysis.bug_place->file, "drivers/bridge.c");
    EXPECT_EQ(analysis.bug_place->line, 302u);
    // A WARN() did not trap at the instruction of a BUG().
    event_.set_kind(static_cast<uint32_t>(EventKind::kWarning));
    EXPECT_FALSE(Run().bug_place);
    event_.set_kind(static_cast<uint32_t>(EventKind::kBug));
    event_.mutable_pc()->set_offset(0);
    event_.set_code_fault_at(0);
    EXPECT_FALSE(Run().bug_place);
}

// x86 adds the table in the operand itself, whose bytes the loader has filled in.
TEST_P(CompiledTest, ATableInTheOperandIsIndexed) {
    const Arch arch = GetParam().arch;
    if (arch != Arch::kX86_64 && arch != Arch::kI386) return;
    Symbol function = Function("filter_hits");
    Instruction load;
    uint64_t at = 0;
    ForEachInstruction(function, [&](uint64_t offset, const Instruction& instruction) {
        bool reads = !instruction.memory.empty() && instruction.memory[0].access == Access::kRead;
        if (!reads || instruction.memory[0].size_bytes != 4 || instruction.length < 6) return;
        load = instruction;
        at = offset;
    });
    ASSERT_NE(at, 0u);
    Place(event_.mutable_pc(), function, at);
    SetCode(function, at);
    // filters lies at 0x...c0002000; the operand ends with its address and 8 more.
    constexpr uint64_t kTable = 0xffff'ffff'c000'2000;
    const uint64_t mask = arch_->pointer_size == 4 ? 0xffff'ffff : ~uint64_t{0};
    std::string code = event_.code();
    for (size_t i = 0; i < 4; ++i) code[at + load.length - 4 + i] = static_cast<char>((kTable + 8) >> (8 * i));
    event_.set_code(code);
    RegisterId index = load.memory[0].base != kNoRegister ? load.memory[0].base : load.memory[0].index;
    ASSERT_NE(index, kNoRegister);
    values_[index] = uint64_t{5000 * 16} >> load.memory[0].index_amount;
    event_.set_fault_address((kTable + 8 + 5000 * 16) & mask);
    EventAnalysis analysis = Run();
    ASSERT_EQ(analysis.explanation.findings.size(), 1u) << analysis.explanation.reason_missing;
    ASSERT_TRUE(analysis.explanation.findings[0].member) << analysis.explanation.reason_missing;
    EXPECT_EQ(analysis.explanation.findings[0].member->type, "struct filter");
    EXPECT_EQ(analysis.explanation.findings[0].member->path, "hits");
    EXPECT_TRUE(analysis.explanation.findings[0].pointer->expression.starts_with("&filters["));
    // An index that does not lead to the address explains nothing.
    values_[index] += 1;
    EXPECT_FALSE(AnyMember(Run()));
}

// The frame of leave_for_reset() is gone; what it jumped to returns to reset_twice().
TEST_P(CompiledTest, ATailCallIsOnlyLikely) {
    CalledFrom("reset_twice");
    event_.mutable_pc()->set_address(0);
    event_.set_fault_address(0);
    std::ranges::fill(values_, 0);
    Expect(Run(), "struct bus", "reset", "device->bus->reset", Confidence::kLikely);
}

TEST_P(CompiledTest, ATailCallThroughAnotherRegisterIsNotExplained) {
    CalledFrom("reset_twice");
    event_.mutable_pc()->set_address(0);
    event_.set_fault_address(0);
    std::ranges::fill(values_, kUnrelated);
    values_[arch_->pc] = 0;
    EXPECT_FALSE(AnyMember(Run()));
}

class AssembledTest : public CompiledCrash {
  protected:
    AssembledTest() : CompiledCrash("bridge") {}
};

// The paths of the table are not known: that the other port was read is what the known one says.
TEST_P(AssembledTest, BehindATableOfJumpsTheCallersValueIsOnlyLikely) {
    Symbol function = Function("choose_port");
    const uint64_t load = function.size - 12;
    Place(event_.mutable_pc(), function, load);
    SetCode(function, load);
    values_[0] = 0x20;
    event_.set_fault_address(0x24);
    CalledFrom("choose_of");
    Expect(Run(), "struct decoder", "port.pending", "device->decoder", Confidence::kLikely);
}

// Every store may name what the other register holds, and so on: 15 ways at each of 16 steps.
TEST_P(AssembledTest, WaysThatMultiplyEnd) {
    Symbol function = Function("store_each");
    const uint64_t load = function.size - 8;
    Place(event_.mutable_pc(), function, load);
    SetCode(function, load);
    values_[0] = 0;
    event_.set_fault_address(0);
    EXPECT_FALSE(AnyMember(Run()));
}

INSTANTIATE_TEST_SUITE_P(Cpus, AssembledTest, testing::Values(Target{"arm", Arch::kArm}), NameOfCpu);
INSTANTIATE_TEST_SUITE_P(Cpus, IndexedTest, testing::Values(Target{"arm64", Arch::kArm64}, Target{"arm", Arch::kArm}),
                         [](const auto& info) { return std::string(info.param.name); });

INSTANTIATE_TEST_SUITE_P(Cpus, CompiledTest, kEveryCpu, NameOfCpu);

}  // namespace
}  // namespace faultbox
