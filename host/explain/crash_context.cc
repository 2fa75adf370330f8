#include "host/explain/crash_context.h"

#include <algorithm>

#include "arch/arm/registers.h"
#include "arch/registry.h"
#include "arch/registry_analysis.h"
#include "host/explain/code_as_run.h"
#include "host/explain/symbol_fit.h"
#include "host/explain/trapped_place.h"
#include "host/input/event_facts.h"

namespace faultbox {

constexpr size_t kMostRanges = 64;

FunctionView::FunctionView(const LinkedLocation& location, const ArchInfo& arch, const ArchAnalysis& analysis,
                           const std::vector<CodeRange>& ranges, const BranchTargets& targets, bool has_entry)
    : place(location),
      code(arch, analysis, ranges, location.function.is_thumb, &targets, has_entry),
      walk(*location.file, arch, code) {}

CrashContext::CrashContext(const format::Event& event, const CrashRegisters& registers, const SymbolStore& symbols,
                           const AnalyzeOptions& options)
    : event_(event),
      symbols_(symbols),
      options_(options),
      arch_(FindArch(ArchOf(event))),
      analysis_(FindArchAnalysis(ArchOf(event))),
      registers_(registers) {}

bool CrashContext::is_thumb() const {
    if (arch_ == nullptr || arch_->arch != Arch::kArm) return false;
    return arch_->is_thumb(registers_.Only(arm::kPsr));
}

const CrashContext::Checked& CrashContext::Check(const std::string& module) {
    auto [found, is_new] = checked_.try_emplace(module);
    Checked& checked = found->second;
    if (!is_new) return checked;
    const SymbolFile* file = module.empty() ? symbols_.FindKernel(AsBytes(event_.kernel_build_id()), event_.release())
                                            : symbols_.FindModule(module);
    if (file == nullptr) return checked;
    if (arch_ != nullptr && file->identity().arch != arch_) {
        checked.verdict = {SymbolFit::kRefused, file->name(), "the file is for another CPU than the crash"};
        return checked;
    }
    checked.verdict = CheckFit(event_, module, *file, analysis_);
    if (checked.verdict.fit != SymbolFit::kRefused) {
        checked.file = file;
    } else if (options_.force) {
        checked.file = file;
        checked.verdict.fit = SymbolFit::kUnverified;
        checked.verdict.reason = "used by force although " + checked.verdict.reason;
    }
    return checked;
}

const SymbolFile* CrashContext::FileOf(const std::string& module) {
    return Check(module).file;
}

const SymbolVerdict& CrashContext::FitOf(const std::string& module) {
    return Check(module).verdict;
}

std::optional<LinkedLocation> CrashContext::Pc() {
    std::optional<LinkedLocation> pc = StatedPc();
    if (pc && MayBeAdvanced(event_)) pc->address -= PcAdvance().value_or(0);
    return pc;
}

std::optional<uint64_t> CrashContext::PcAdvance() {
    if (!MayBeAdvanced(event_)) return 0;
    std::optional<LinkedLocation> pc = StatedPc();
    if (!pc || arch_ == nullptr || analysis_ == nullptr) return std::nullopt;
    return TrapAdvance(event_, *pc, *arch_, *analysis_, registers_);
}

std::optional<LinkedLocation> CrashContext::StatedPc() {
    const SymbolFile* file = FileOf(event_.pc().module());
    if (file == nullptr) return std::nullopt;
    std::optional<LinkedLocation> place = LocatePc(event_, *file);
    return place ? place : PcByCaller(*file);
}

// Static functions of several files share a name, and without addresses (KASLR) the text does not tell them apart:
// pc : do_raw_spin_lock+0x30/0x70
// lr : complete+0x38/0xbc
// The call before the return address does.
std::optional<LinkedLocation> CrashContext::PcByCaller(const SymbolFile& file) {
    const format::Location& pc = event_.pc();
    if (pc.symbol().empty() || !pc.has_offset() || !pc.has_size() || pc.offset() >= pc.size()) return std::nullopt;
    std::optional<LinkedLocation> lr = event_.has_lr() ? Lr() : std::nullopt;
    if (!lr || lr->file != &file) return std::nullopt;
    auto caller = ViewOf(*lr);
    std::optional<size_t> call = caller ? (*caller)->code.IndexBefore(lr->address) : std::nullopt;
    if (!call || (*caller)->code[*call].instruction.operation != Operation::kCall) return std::nullopt;
    for (const Symbol& function : file.FindFunction(pc.symbol(), pc.size())) {
        if (function.address != (*caller)->code[*call].target_address) continue;
        return LinkedLocation{&file, function, function.address + pc.offset()};
    }
    return std::nullopt;
}

std::optional<LinkedLocation> CrashContext::Lr() {
    const SymbolFile* file = FileOf(event_.lr().module());
    return file == nullptr ? std::nullopt : LocateLr(event_, *file);
}

std::optional<LinkedLocation> CrashContext::Frame(const format::Location& frame) {
    auto [known, is_new] = frames_.try_emplace(&frame);
    const SymbolFile* file = is_new ? FileOf(frame.module()) : nullptr;
    if (file != nullptr) known->second = LocateFrame(frame, event_, *file);
    return known->second;
}

// With x86 the call has pushed the return address, where the unwinder begins when the pc is 0 (null_orc_entry,
// arch/x86/kernel/unwind_orc.c) and what is printed first is the word on top of the stack.
const format::Location* CrashContext::ReturnEntry() const {
    if (arch_ == nullptr) return nullptr;
    if (arch_->link != kNoRegister) return event_.has_lr() ? &event_.lr() : nullptr;
    if (event_.trace_size() == 0 || event_.trace(0).frame_size() == 0) return nullptr;
    const format::Location& first = event_.trace(0).frame(0);
    return first.has_offset() && first.offset() > 0 ? &first : nullptr;
}

std::optional<LinkedLocation> CrashContext::ReturnPlace() {
    const format::Location* entry = ReturnEntry();
    if (entry == nullptr) return std::nullopt;
    return entry == &event_.lr() ? Lr() : Frame(*entry);
}

namespace {

// Where the debug information knows the function, all its parts, the one it is entered at first; else what the symbol
// has, which begins in the midst of things where it is a part that was moved away ("probe.cold").
AddressRanges RangesOf(const LinkedLocation& place, bool& has_entry) {
    const Symbol& function = place.function;
    AddressRanges ranges = place.file->FunctionRanges(place.address);
    bool is_known = ranges.size() <= kMostRanges && Hold(ranges, place.address) && Hold(ranges, function.address);
    has_entry = is_known || !function.name.contains(".cold");
    if (is_known && ranges.size() > 1) return ranges;
    return {{function.address, function.address + function.size}};
}

}  // namespace

Bytes CrashContext::AsRun(const LinkedLocation& place, uint64_t begin, Bytes text) {
    // With a link register the place of the pc may itself be told by a view of the caller.
    if (place.file->identity().is_relocatable || arch_->link != kNoRegister) return text;
    std::optional<LinkedLocation> pc = Pc();
    if (!pc || pc->file != place.file || pc->function.address != place.function.address) return text;
    std::vector<uint8_t> as_run = CodeAsRun(event_, pc->address, *analysis_, text, begin);
    return as_run.empty() ? text : Bytes(texts_.emplace_back(std::move(as_run)));
}

std::expected<std::unique_ptr<FunctionView>, std::string> CrashContext::ViewOf(const LinkedLocation& place) {
    if (arch_ == nullptr) return std::unexpected("the CPU of the crash is not known");
    if (place.function.size == 0) {
        return std::unexpected(std::string(place.function.name) + " has no size in the symbol table");
    }
    bool has_entry = true;
    AddressRanges ranges = RangesOf(place, has_entry);
    std::vector<CodeRange> code;
    for (const auto& [begin, end] : ranges) {
        Result<Bytes> text = place.file->ReadImage(begin, end - begin);
        if (!text || text->size() < end - begin) {
            return std::unexpected("the code of " + std::string(place.function.name) + " is not in the symbol file");
        }
        code.push_back({begin, AsRun(place, begin, *text)});
    }
    BranchTargets targets(*place.file, ranges);
    return std::make_unique<FunctionView>(place, *arch_, *analysis_, code, targets, has_entry);
}

std::vector<SourceFrame> FramesOf(const SymbolFile& file, uint64_t address) {
    const std::vector<CodeFrame>& code_frames = file.FramesAt(address);
    std::vector<SourceFrame> frames;
    frames.reserve(code_frames.size());
    for (const CodeFrame& frame : code_frames) {
        frames.push_back({frame.function, frame.ShownFile(), frame.line, frame.column, frame.inlined});
    }
    // Of assembler code the debug information may have lines alone.
    if (!frames.empty() && frames.back().function.empty()) {
        if (std::optional<Symbol> symbol = file.FindSymbol(address)) frames.back().function = symbol->name;
    }
    return frames;
}

}  // namespace faultbox
