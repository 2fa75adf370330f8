#include "host/explain/crash_context.h"

#include "arch/registry.h"
#include "arch/registry_analysis.h"
#include "host/explain/symbol_fit.h"
#include "host/input/event_facts.h"

namespace faultbox {

FunctionView::FunctionView(const LinkedLocation& location, const ArchInfo& arch, const ArchAnalysis& analysis,
                           Bytes text)
    : place(location),
      code(arch, analysis, text, location.function.address, location.function.is_thumb),
      walk(*location.file, arch, code) {}

CrashContext::CrashContext(const format::Event& event, const SymbolStore& symbols, const AnalyzeOptions& options)
    : event_(event),
      symbols_(symbols),
      options_(options),
      arch_(FindArch(ArchOf(event))),
      analysis_(FindArchAnalysis(ArchOf(event))),
      registers_(ReadRegisters(event)) {}

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
    const SymbolFile* file = FileOf(event_.pc().module());
    return file == nullptr ? std::nullopt : LocatePc(event_, *file);
}

std::optional<LinkedLocation> CrashContext::Lr() {
    const SymbolFile* file = FileOf(event_.lr().module());
    return file == nullptr ? std::nullopt : LocateLr(event_, *file);
}

std::optional<LinkedLocation> CrashContext::Frame(const format::Location& frame) {
    const SymbolFile* file = FileOf(frame.module());
    return file == nullptr ? std::nullopt : LocateFrame(frame, event_, *file);
}

std::expected<std::unique_ptr<FunctionView>, std::string> CrashContext::ViewOf(const LinkedLocation& place) {
    if (arch_ == nullptr) return std::unexpected("the CPU of the crash is not known");
    if (place.function.size == 0) {
        return std::unexpected(std::string(place.function.name) + " has no size in the symbol table");
    }
    Result<Bytes> text = place.file->ReadImage(place.function.address, place.function.size);
    if (!text || text->size() < place.function.size) {
        return std::unexpected("the code of " + std::string(place.function.name) + " is not in the symbol file");
    }
    return std::make_unique<FunctionView>(place, *arch_, *analysis_, *text);
}

std::vector<SourceFrame> FramesOf(const SymbolFile& file, uint64_t address) {
    std::vector<SourceFrame> frames;
    for (const CodeFrame& frame : file.FramesAt(address)) {
        const std::string& path = frame.relative_file.empty() ? frame.file : frame.relative_file;
        frames.push_back({frame.function, path, frame.line, frame.column, frame.inlined});
    }
    return frames;
}

}  // namespace faultbox
