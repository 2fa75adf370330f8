#include <algorithm>
#include <format>

#include "arch/common/bits.h"
#include "host/explain/called_pointer.h"
#include "host/explain/explain_access.h"
#include "host/explain/tail_jump.h"
#include "host/explain/value_class.h"
#include "host/explain/wording.h"
#include "host/input/event_facts.h"

namespace faultbox {
namespace {

Explanation Unknown(std::string reason) {
    return {.reason_missing = std::move(reason)};
}

// A call that led to a pc without code: what it called, and by which register or memory operand.
struct BadCall {
    LinkedLocation place;  ///< Of the return address.
    std::string where;     ///< "r3", or "memory".
    TracedValue called;
    uint64_t pc = 0;
};

SymbolFit FitOf(CrashContext& context) {
    const format::Location* entry = context.ReturnEntry();
    return entry == nullptr ? SymbolFit::kNone : context.FitOf(entry->module()).fit;
}

Finding FindingOf(CrashContext& context, const BadCall& call) {
    ClassifiedValue value = ClassifyValue(call.pc, *context.arch());
    const TracedValue& called = call.called;
    Finding finding = DescribeCall(context, called, call.where, call.pc, FitOf(context));
    finding.evidence.push_back(
        std::format("the return address points behind a call through {} at {}+{:#x}, and the pc "
                    "is {:#x}",
                    call.where.empty() ? "memory" : call.where, call.place.function.name,
                    call.place.address - call.place.function.address, call.pc));
    finding.evidence.insert(finding.evidence.end(), called.evidence.begin(), called.evidence.end());
    finding.claim = std::format("call through {} ({} +{:#x}): it is {}", called.expression, finding.member->type,
                                finding.member->offset, value.description);
    return finding;
}

// The register still holds what was called: nothing ran since. (Bit 0 chooses the instruction set on ARM. Of x86-64
// emulators show the low half of an address that is none, sign-extended: RIP 0xffffffffdeadbee0, RAX 00000000deadbee0.)
bool HoldsPc(CrashContext& context, RegisterId reg, uint64_t pc) {
    std::optional<uint64_t> value = context.registers().Get(reg);
    const Arch arch = context.arch()->arch;
    uint64_t ignored = arch == Arch::kArm ? 1 : 0;
    const bool is_extended = arch == Arch::kX86_64 && value && SignExtend(*value, 32) == static_cast<int64_t>(pc);
    return !value || ((*value ^ pc) & ~ignored) == 0 || is_extended;
}

std::expected<TracedValue, std::string> TraceCalled(CrashContext& context, const FunctionView& view, size_t call,
                                                    uint64_t pc) {
    const Instruction& instruction = view.code[call].instruction;
    if (instruction.source == context.arch()->pc) {
        if (instruction.memory.empty()) return std::unexpected("the call's operand is not understood");
        return view.walk.TraceLoaded(call, instruction.memory[0]);
    }
    if (!HoldsPc(context, instruction.source, pc)) {
        return std::unexpected(
            std::format("{} does not hold the pc: the call before the return address was not the "
                        "last one",
                        context.arch()->registers[instruction.source].name));
    }
    return TraceFunctionPointer(view, call, instruction.source);
}

constexpr uint64_t kLargestFunction = 0x1000'0000;

// The event's pc is printed as a place in data or, where the kernel knows no data, far behind its last function.
bool PcIsNoCode(CrashContext& context) {
    const format::Location& pc = context.event().pc();
    if (pc.symbol().empty()) return true;
    if (!pc.has_size()) return false;
    if (pc.offset() > pc.size() || pc.size() > kLargestFunction) return !context.Pc();
    const SymbolFile* file = context.FileOf(pc.module());
    return file != nullptr && file->FindFunction(pc.symbol()).empty() && !file->FindSymbols(pc.symbol()).empty();
}

// The function that was called has left by a jump: what it jumped to returns to its caller.
Explanation ExplainTailJump(CrashContext& context, const FunctionView& caller, size_t call, uint64_t pc) {
    constexpr const char* kElsewhere =
        "the instruction before the return address is no call through a pointer: the bad jump was made elsewhere, by a "
        "tail call or a return";
    std::optional<TailJump> jump = FindTailJump(context, caller, call);
    if (!jump) return Unknown(kElsewhere);
    auto traced = TraceCalled(context, *jump->view, jump->index, pc);
    if (!traced || !traced->loaded_from || traced->offset != 0) return Unknown(kElsewhere);
    const FunctionCode::Entry& entry = jump->view->code[jump->index];
    const std::string_view function = jump->view->place.function.name;
    const char* reg = context.arch()->registers[entry.instruction.source].name;
    Explanation explanation;
    explanation.findings.push_back(FindingOf(context, {caller.place, reg, *std::move(traced), pc}));
    Finding& finding = explanation.findings.front();
    finding.confidence = std::min(finding.confidence, jump->is_only_way ? Confidence::kLikely : Confidence::kPossible);
    finding.evidence.front() = std::format(
        "the return address points behind the call of {}() at {}+{:#x}, {}() ends with a jump through {}, "
        "which leaves no return address of its own, and the pc is {:#x}",
        function, caller.place.function.name, caller.place.address - caller.place.function.address, function, reg, pc);
    explanation.verdict = finding.claim;
    return explanation;
}

}  // namespace

std::optional<uint64_t> BadJumpTarget(CrashContext& context) {
    const format::Event& event = context.event();
    if (context.arch() == nullptr || !event.has_fault_address() || !PcIsNoCode(context)) return std::nullopt;
    const uint64_t thumb_bit = context.is_thumb() ? 1 : 0;
    const uint64_t target = event.fault_address() & ~thumb_bit;
    if (std::optional<uint64_t> pc = PcAddress(event)) return *pc == target ? pc : std::nullopt;
    // arm64 prints the pc of a module as a name only; then the fault must have been a fetch.
    if (event.pc().symbol().empty() || !event.has_fault_status()) return std::nullopt;
    FaultInfo fault = context.arch()->decode_fault(event.fault_status(), event.prefetch());
    return fault.access == Access::kExecute ? std::optional(target) : std::nullopt;
}

Explanation ExplainBadCall(CrashContext& context) {
    std::optional<uint64_t> pc = BadJumpTarget(context);
    std::optional<LinkedLocation> place = context.ReturnPlace();
    if (!pc) return Unknown("the pc holds code, or is not known");
    if (!place) return Unknown("the pc holds no code, and no symbol file has the place that the call returns to");
    auto view = context.ViewOf(*place);
    if (!view) return Unknown(view.error());
    std::optional<size_t> call = (*view)->code.IndexBefore(place->address);
    if (call && (*view)->code[*call].instruction.operation == Operation::kCall) {
        return ExplainTailJump(context, **view, *call, *pc);
    }
    if (!call || (*view)->code[*call].instruction.operation != Operation::kCallRegister) {
        return Unknown(
            "the instruction before the return address is no call through a pointer: the bad jump was made "
            "elsewhere, by a tail call or a return");
    }
    auto traced = LoadedFromMember(TraceCalled(context, **view, *call, *pc));
    if (!traced) return Unknown(traced.error());
    RegisterId source = (*view)->code[*call].instruction.source;
    std::string where = source == context.arch()->pc ? "" : context.arch()->registers[source].name;
    Explanation explanation;
    explanation.findings.push_back(FindingOf(context, {*place, where, *std::move(traced), *pc}));
    if (context.ReturnEntry()->unreliable()) {
        Finding& finding = explanation.findings.front();
        finding.confidence = std::min(finding.confidence, Confidence::kLikely);
        finding.evidence.push_back("the unwinder does not vouch for the return address");
    }
    explanation.verdict = explanation.findings.front().claim;
    return explanation;
}

}  // namespace faultbox
