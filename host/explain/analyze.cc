#include "host/explain/analyze.h"

#include <format>

#include "host/explain/bare_explanation.h"
#include "host/explain/check_traces.h"
#include "host/explain/crash_context.h"
#include "host/explain/explain_access.h"
#include "host/explain/hardware_verdict.h"
#include "host/explain/machine_check.h"
#include "host/input/event_facts.h"

namespace faultbox {
namespace {

bool IsMemoryFault(EventKind kind) {
    switch (kind) {
        case EventKind::kNullDereference:
        case EventKind::kPageFault:
        case EventKind::kProtectionFault:
        case EventKind::kUserAccessFault:
        case EventKind::kAlignmentFault:
            return true;
        default:
            return false;
    }
}

// The fetch of the instruction itself failed: pc and fault address are one.
bool IsBadCall(CrashContext& context) {
    std::optional<uint64_t> pc = PcAddress(context.event());
    if (!pc || !context.event().has_fault_address() || context.arch() == nullptr) return false;
    uint64_t thumb_bit = context.is_thumb() ? 1 : 0;
    return (context.event().fault_address() & ~thumb_bit) == *pc && context.event().pc().symbol().empty();
}

SymbolVerdict VerdictOf(CrashContext& context) {
    const format::Event& event = context.event();
    const format::Location* call = IsBadCall(context) ? context.ReturnEntry() : nullptr;
    const std::string& module = call != nullptr ? call->module() : event.pc().module();
    SymbolVerdict verdict = context.FitOf(module);
    if (verdict.fit == SymbolFit::kNone) {
        verdict.reason = module.empty() ? "no vmlinux was given" : "no file of module " + module + " was given";
    }
    return verdict;
}

void Symbolize(CrashContext& context, EventAnalysis& analysis) {
    if (std::optional<LinkedLocation> pc = context.Pc()) {
        analysis.pc_link_address = pc->address;
        analysis.location = FramesOf(*pc->file, pc->address);
    }
    if (std::optional<LinkedLocation> lr = context.Lr()) analysis.lr_link_address = lr->address;
    // Where the pc holds no code, the call that led there is the place of the crash.
    if (IsBadCall(context)) {
        std::optional<LinkedLocation> call = context.ReturnPlace();
        if (call) analysis.location = FramesOf(*call->file, call->address - 1);
    }
    for (const format::Trace& trace : context.event().trace()) {
        auto& frames = analysis.traces.emplace_back();
        for (const format::Location& frame : trace.frame()) {
            std::optional<LinkedLocation> place = context.Frame(frame);
            frames.emplace_back();
            // An entry without offset is a function's beginning; others are return addresses, just behind their call.
            if (place) frames.back() = FramesOf(*place->file, place->address - (frame.offset() > 0 ? 1 : 0));
        }
    }
}

// A reason that is better than what the explanation ran into.
std::string BetterReason(const SymbolVerdict& symbols, const std::string& reason) {
    if (symbols.fit == SymbolFit::kNone) return symbols.reason;
    if (symbols.fit == SymbolFit::kRefused) return symbols.file + " was refused: " + symbols.reason;
    return reason;
}

}  // namespace

EventAnalysis Analyze(const format::Event& event, const SymbolStore& symbols, const AnalyzeOptions& options) {
    CrashContext context(event, symbols, options);
    EventAnalysis analysis;
    analysis.symbols = VerdictOf(context);
    Symbolize(context, analysis);
    CheckTraces(context, analysis);
    if (KindOf(event) == EventKind::kHardwareError) analysis.explanation.verdict = HardwareVerdict(event);
    if (KindOf(event) == EventKind::kMachineCheck) {
        analysis.explanation.verdict = VerdictOf(ReadMachineCheck(event));
    }
    if (!IsMemoryFault(KindOf(event))) return analysis;

    analysis.explanation = IsBadCall(context) ? ExplainBadCall(context) : ExplainAccess(context);
    Explanation& explanation = analysis.explanation;
    if (explanation.findings.empty()) {
        std::string reason = BetterReason(analysis.symbols, explanation.reason_missing);
        explanation = ExplainWithoutSymbols(context);
        explanation.reason_missing = reason;
    }
    return analysis;
}

}  // namespace faultbox
