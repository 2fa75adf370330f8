#include "host/explain/check_traces.h"

#include "tests/unit/host/explain/compiled_crash.h"

namespace faultbox {
namespace {

using unwind::Trust;

// What the tests say about callers stands in fixtures/bridge.c: flush_decoder() calls read_pending(), report_device()
// calls another function.
class CheckTracesTest : public CompiledCrash {
  protected:
    CheckTracesTest() : CompiledCrash("bridge") {}

    void SetUp() override {
        CompiledCrash::SetUp();
        FaultIn("read_pending", 4, 0x20);
    }

    void AddFrame(const char* name, uint64_t offset) {
        if (event_.trace_size() == 0) event_.add_trace();
        Place(event_.mutable_trace(0)->add_frame(), Function(name), offset);
    }

    std::vector<Trust> Trusts() {
        EventAnalysis analysis = Run();
        EXPECT_EQ(analysis.trust.size(), 1u);
        return analysis.trust.empty() ? std::vector<Trust>() : analysis.trust[0];
    }
};

TEST_P(CheckTracesTest, ACallOfTheFunctionInsideIsConfirmed) {
    AddFrame("flush_decoder", BehindCall(Function("flush_decoder")));
    EXPECT_EQ(Trusts(), std::vector<Trust>{Trust::kConfirmed});
}

TEST_P(CheckTracesTest, ACallOfAnotherFunctionIsNot) {
    AddFrame("report_device", BehindCall(Function("report_device")));
    EXPECT_EQ(Trusts(), std::vector<Trust>{Trust::kPrinted});
}

TEST_P(CheckTracesTest, WhereNothingReturnsIsRuledOut) {
    const bool is_i386 = GetParam().arch == Arch::kI386;
    AddFrame("flush_decoder", is_i386 ? 1 : BehindCall(Function("flush_decoder")) + 4);
    EXPECT_EQ(Trusts(), std::vector<Trust>{Trust::kRuledOut});
}

// The kernel found it while it looked for something else.
TEST_P(CheckTracesTest, ADoubtfulFrameIsNotConfirmedByItsCall) {
    AddFrame("flush_decoder", BehindCall(Function("flush_decoder")));
    event_.mutable_trace(0)->mutable_frame(0)->set_unreliable(true);
    EXPECT_EQ(Trusts(), std::vector<Trust>{Trust::kPrinted});
}

// A trampoline of the tracer, a BPF program, a veneer of the module loader: no file has them.
TEST_P(CheckTracesTest, CodeThatNoFileHasIsOnlyPrinted) {
    for (const char* name : {"ftrace_trampoline", "bpf_prog_6deef7357e7b4530", "0xffffffffc0a1b001"}) {
        format::Location* frame =
            (event_.trace_size() == 0 ? event_.add_trace() : event_.mutable_trace(0))->add_frame();
        frame->set_symbol(name);
        frame->set_offset(0x20);
        frame->set_size(0x40);
    }
    // Whom such code calls is not known: what stands behind it is not confirmed.
    AddFrame("flush_decoder", BehindCall(Function("flush_decoder")));
    EXPECT_EQ(Trusts(), std::vector<Trust>(4, Trust::kPrinted));
}

TEST_P(CheckTracesTest, AFileThatDoesNotFitProvesNothing) {
    AddFrame("flush_decoder", BehindCall(Function("flush_decoder")));
    std::string code = event_.code();
    for (char& byte : code) byte = static_cast<char>(byte ^ 0x11);
    event_.set_code(code);
    EXPECT_EQ(Trusts(), std::vector<Trust>{Trust::kPrinted});
}

TEST_P(CheckTracesTest, TheTraceOfAnotherTaskIsNotThatOfThePc) {
    AddFrame("flush_decoder", BehindCall(Function("flush_decoder")));
    event_.mutable_trace(0)->set_name("freed by task 12");
    EXPECT_EQ(Trusts(), std::vector<Trust>{Trust::kPrinted});
}

// The kernel printed no trace: the return address is in the link register, or on top of the stack.
TEST_P(CheckTracesTest, WithoutATraceTheUnwinderFindsTheCaller) {
    constexpr uint64_t kRunTimeOffset = 0x4100'0000;
    constexpr uint64_t kStack = 0x4200'0000;
    Symbol caller = Function("flush_decoder");
    const uint64_t behind = BehindCall(caller);
    const uint64_t back = kRunTimeOffset + caller.address + behind;
    const uint64_t pc = kRunTimeOffset + Function("read_pending").address + event_.pc().offset();
    event_.mutable_pc()->set_address(pc);
    values_[arch_->pc] = pc;
    values_[arch_->sp] = kStack;
    if (arch_->link != kNoRegister) values_[arch_->link] = back;
    std::string words;
    for (int word = 0; word < 16; ++word) {
        const uint64_t value = word == 0 && arch_->link == kNoRegister ? back : 0;
        for (unsigned i = 0; i < arch_->pointer_size; ++i) words += static_cast<char>(value >> (8 * i));
    }
    event_.set_stack_address(kStack);
    event_.set_stack(words);
    event_.set_stack_word_size(arch_->pointer_size);
    EventAnalysis analysis = Run();
    ASSERT_FALSE(analysis.unwound.empty());
    EXPECT_EQ(analysis.unwound[0].symbol, "flush_decoder");
    EXPECT_EQ(analysis.unwound[0].offset, behind);
    EXPECT_EQ(analysis.unwound[0].address, back);
    EXPECT_EQ(analysis.unwound[0].module, module_);
}

class AdvancedPcTest : public CheckTracesTest {};

// The handler of 32-bit ARM had advanced the pc: where the code runs follows from the place that faulted all the same.
TEST_P(AdvancedPcTest, TheUnwinderFindsTheCallerThatTheKernelPrinted) {
    constexpr uint64_t kRunTimeOffset = 0x4100'0000;
    constexpr uint64_t kStack = 0x4200'0000;
    FaultIn("next_id", 0, 0x5000'1231);
    event_.set_kind(static_cast<uint32_t>(EventKind::kAlignmentFault));
    event_.mutable_pc()->set_offset(event_.pc().offset() + 4);
    event_.set_code_fault_at(event_.code_fault_at() + 4);
    Symbol caller = Function("flush_decoder");
    const uint64_t behind = BehindCall(caller);
    const uint64_t back = kRunTimeOffset + caller.address + behind;
    const uint64_t pc = kRunTimeOffset + Function("next_id").address + event_.pc().offset();
    event_.mutable_pc()->set_address(pc);
    values_[arch_->pc] = pc;
    values_[arch_->sp] = kStack;
    values_[arch_->link] = back;
    event_.set_stack_address(kStack);
    event_.set_stack(std::string(64, '\0'));
    event_.set_stack_word_size(arch_->pointer_size);
    EventAnalysis analysis = Run();
    ASSERT_FALSE(analysis.unwound.empty());
    EXPECT_EQ(analysis.unwound[0].symbol, "flush_decoder");
    EXPECT_EQ(analysis.unwound[0].offset, behind);
}

INSTANTIATE_TEST_SUITE_P(Cpus, AdvancedPcTest, testing::Values(Target{"arm", Arch::kArm}), NameOfCpu);
INSTANTIATE_TEST_SUITE_P(Cpus, CheckTracesTest, kEveryCpu, NameOfCpu);

}  // namespace
}  // namespace faultbox
