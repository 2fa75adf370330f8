#include "host/explain/analyze.h"

#include <algorithm>
#include <format>

#include "host/explain/check_traces.h"
#include "host/explain/crash_context.h"
#include "host/explain/explain_access.h"
#include "host/explain/explain_checked_call.h"
#include "host/explain/explain_fault.h"
#include "host/explain/explain_unstated.h"
#include "host/explain/explained_part.h"
#include "host/explain/hardware_verdict.h"
#include "host/explain/machine_check.h"
#include "host/explain/report_verdict.h"
#include "host/input/event_facts.h"
#include "host/symbols/bug_table.h"

namespace faultbox {
namespace {

constexpr const char* kAdvancedPc =
    "alignment fault: the kernel may have advanced the pc, so that the instruction before it is the one that faulted";
constexpr const char* kAdvancedPcProven =
    "alignment fault: the kernel had advanced the pc; by the registers the instruction before it is the one that "
    "faulted, whose place is given";

bool IsBadCall(CrashContext& context) {
    return BadJumpTarget(context).has_value();
}

// Several functions may share their code; the name that the crash states is the one its reader searches for. (Debug
// information of assembler code knows one name of a place only.)
std::vector<SourceFrame> StatedFramesOf(const LinkedLocation& place, uint64_t address, const std::string& stated) {
    std::vector<SourceFrame> frames = FramesOf(*place.file, address);
    if (frames.empty() || stated.empty() || frames.back().function == stated) return frames;
    std::vector<Symbol> aliases = place.file->FindAliases(place.function.address);
    auto is_stated = std::ranges::find(aliases, stated, &Symbol::name);
    const bool is_alias = std::ranges::contains(aliases, frames.back().function, &Symbol::name);
    if (is_stated != aliases.end() && is_alias) frames.back().function = is_stated->name;
    return frames;
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

void NoteTypes(const SymbolFile& file, EventAnalysis& analysis) {
    if (!file.HasBtfOnly()) return;
    analysis.notes.push_back(
        "there is no DWARF: types are those of BTF, which knows no lines, and of variables only the arguments that a "
        "function is entered with");
}

void Symbolize(CrashContext& context, EventAnalysis& analysis) {
    if (std::optional<LinkedLocation> pc = context.Pc()) {
        std::optional<uint64_t> advance = context.PcAdvance();
        analysis.pc_link_address = pc->address + advance.value_or(0);
        if (!advance) analysis.notes.push_back(kAdvancedPc);
        if (advance.value_or(0) != 0) analysis.notes.push_back(kAdvancedPcProven);
        analysis.location = StatedFramesOf(*pc, pc->address, context.event().pc().symbol());
        NoteTypes(*pc->file, analysis);
    }
    if (std::optional<LinkedLocation> lr = context.Lr()) analysis.lr_link_address = lr->address;
    // Where the pc holds no code, the call that led there is the place of the crash.
    if (IsBadCall(context)) {
        std::optional<LinkedLocation> call = context.ReturnPlace();
        if (call) analysis.location = FramesOf(*call->file, call->address - 1);
        if (call) NoteTypes(*call->file, analysis);
    }
    for (const format::Trace& trace : context.event().trace()) {
        auto& frames = analysis.traces.emplace_back();
        for (const format::Location& frame : trace.frame()) {
            std::optional<LinkedLocation> place = context.Frame(frame);
            frames.emplace_back();
            // An entry without offset is a function's beginning; others are return addresses, just behind their call.
            if (!place) continue;
            frames.back() = StatedFramesOf(*place, place->address - (frame.offset() > 0 ? 1 : 0), frame.symbol());
        }
    }
}

// Kernels without CONFIG_DEBUG_BUGVERBOSE in their text, and texts that are damaged, do not say where the BUG() stands.
// The table has it only of instructions that trap, so that no other place is taken for one.
void FindBugPlace(CrashContext& context, EventAnalysis& analysis) {
    const EventKind kind = KindOf(context.event());
    bool is_asked = kind == EventKind::kBug || kind == EventKind::kWarning;
    if (!is_asked || !context.event().source_file().empty()) return;
    const SymbolFit fit = context.FitOf(context.event().pc().module()).fit;
    std::optional<LinkedLocation> pc = context.Pc();
    if (!pc || !Agrees(fit)) return;
    std::optional<BugEntry> entry = FindBugEntry(*pc->file, pc->address);
    if (!entry || entry->file.empty() || entry->is_warning != (kind == EventKind::kWarning)) return;
    analysis.bug_place = StatedPlace{std::string(entry->file), entry->line};
}

// Without the line that states the fault, an event with registers is all that is left of a crash.
bool IsUnstatedFault(const format::Event& event, bool has_registers) {
    if (event.has_fault_address()) return false;
    return IsMemoryFault(KindOf(event)) || (KindOf(event) == EventKind::kUnknown && has_registers);
}

// True where code and registers explain the event; others are explained by what their text says.
bool IsExplainedByCode(const format::Event& event, bool has_registers) {
    const EventKind kind = KindOf(event);
    return kind == EventKind::kCfiFailure || IsMemoryFault(kind) || IsUnstatedFault(event, has_registers);
}

Explanation ExplainByCode(CrashContext& context, const SymbolVerdict& symbols) {
    if (IsUnstatedFault(context.event(), !context.registers().empty())) return ExplainUnstated(context, symbols);
    if (KindOf(context.event()) != EventKind::kCfiFailure) return ExplainFault(context, symbols);
    Explanation explanation = ExplainRefusedCall(context);
    if (!explanation.reason_missing.empty()) {
        explanation.reason_missing = BetterReason(symbols, explanation.reason_missing);
    }
    return explanation;
}

}  // namespace

std::shared_ptr<const EventAnalysis> Analyzer::AnalyzePart(const format::Event& part, const CrashRegisters& registers) {
    CrashContext context(part, registers, symbols_, options_);
    auto analysis = std::make_shared<EventAnalysis>();
    analysis->symbols = VerdictOf(context);
    Symbolize(context, *analysis);
    FindBugPlace(context, *analysis);
    CheckTraces(context, *analysis);
    if (IsExplainedByCode(part, !registers.empty())) {
        analysis->explanation = ExplainByCode(context, analysis->symbols);
    }
    return analysis;
}

std::shared_ptr<const EventAnalysis> Analyzer::Analyze(const format::Event& event) {
    const RegisterSet values = ReadRegisters(event);
    const CrashRegisters registers(values);
    WriteExplainedPart(event, values, key_);
    if (std::shared_ptr<const EventAnalysis> known = known_.Find(key_, registers)) return known;
    part_.ParseFromString(key_);
    std::shared_ptr<const EventAnalysis> analysis = AnalyzePart(part_, registers);
    known_.Keep(key_, registers, analysis);
    return analysis;
}

std::string VerdictByText(const format::Event& event) {
    switch (KindOf(event)) {
        case EventKind::kHardwareError:
            return HardwareVerdict(event);
        case EventKind::kMachineCheck:
            return VerdictOf(ReadMachineCheck(event));
        default:
            return ReportVerdict(event);
    }
}

}  // namespace faultbox
