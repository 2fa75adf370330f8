#include "host/explain/symbol_fit.h"

#include <algorithm>
#include <format>
#include <vector>

#include "host/explain/code_fit.h"
#include "host/explain/locate.h"
#include "host/input/event_facts.h"

namespace faultbox {
namespace {

std::span<const uint8_t> AsSpan(const std::string& bytes) {
    return AsBytes(bytes);
}

// The build id that the crash states for the kernel or the module; empty where it states none.
std::span<const uint8_t> StatedBuildId(const format::Event& event, std::string_view module) {
    if (module.empty()) return AsSpan(event.kernel_build_id());
    auto of_location = [&](const format::Location& where) { return where.module() == module && where.has_build_id(); };
    if (of_location(event.pc())) return AsSpan(event.pc().build_id());
    if (of_location(event.lr())) return AsSpan(event.lr().build_id());
    for (const format::Trace& trace : event.trace()) {
        for (const format::Location& frame : trace.frame()) {
            if (of_location(frame)) return AsSpan(frame.build_id());
        }
    }
    for (const format::Module& loaded : event.module()) {
        if (loaded.name() == module && loaded.has_build_id()) return AsSpan(loaded.build_id());
    }
    return {};
}

// True when not the crash states it but the manifest of the boot that crashed.
bool IsFromManifest(const format::Event& event, std::string_view module) {
    if (module.empty()) return event.build_id_from_manifest();
    auto named = [&](const format::Module& loaded) { return loaded.name() == module && loaded.from_manifest(); };
    return std::ranges::any_of(event.module(), named);
}

// A kernel counts to the next symbol, also where that lies inside the function as its symbol states it: entry code in
// assembler has such labels.
bool SymbolFollows(const SymbolFile& file, const Symbol& function, uint64_t size) {
    std::vector<Symbol> next = file.SymbolsAt(function.address + size);
    return std::ranges::any_of(next, [&](const Symbol& symbol) { return symbol.section == function.section; });
}

// An address in no function is printed with the last symbol before it, and a size that is none:
//   pc : headunit_exit+0x18a8/0x500 [headunit]
//   PC is at codec_firmware+0x0/0xffffef94 [headunit]
bool IsOutside(const format::Location& where) {
    constexpr uint64_t kLargestFunction = 0x1000'0000;
    return where.offset() > where.size() || where.size() > kLargestFunction;
}

// Compares what the crash and the file state, one fact after the other.
class Comparison {
  public:
    Comparison(const format::Event& event, std::string_view module, const SymbolFile& file,
               const ArchAnalysis* analysis)
        : event_(event), module_(module), file_(file), analysis_(analysis) {}

    SymbolVerdict Verdict() {
        CompareRelease();
        CompareBuild();
        CompareSizes();
        CompareCode();
        SymbolVerdict verdict{SymbolFit::kUnverified, file_.name(), {}};
        if (!contradiction_.empty()) {
            verdict.fit = SymbolFit::kRefused;
            verdict.reason = contradiction_;
        } else if (!agreements_.empty()) {
            const bool is_random = file_.HasRandomLayout();
            bool proves_image = (agreed_sizes_ || agreed_code_) && !is_random;
            verdict.fit = proves_image ? SymbolFit::kConsistent : SymbolFit::kUnverified;
            verdict.reason = MissingBuildId() + "; it agrees in " + agreements_;
            if (is_random) verdict.reason += "; but members are laid out at random, so that only a build id proves it";
        } else {
            verdict.reason = MissingBuildId() + ", and nothing else that could be compared";
        }
        return verdict;
    }

  private:
    // A crash in a module may well state the kernel's.
    std::string MissingBuildId() const {
        return "the crash states no build id" + (module_.empty() ? "" : " of " + std::string(module_));
    }
    void Agree(const std::string& what) { agreements_ += (agreements_.empty() ? "" : ", ") + what; }
    void Contradict(std::string what) {
        if (contradiction_.empty()) contradiction_ = std::move(what);
    }
    void CompareRelease();
    void CompareBuild();
    void CompareSizes();
    bool CompareSize(const format::Location& where);
    void CompareCode();

    const format::Event& event_;
    std::string_view module_;
    const SymbolFile& file_;
    const ArchAnalysis* analysis_;
    std::string agreements_;
    std::string contradiction_;
    bool agreed_sizes_ = false;
    bool agreed_code_ = false;
};

void Comparison::CompareRelease() {
    const std::string& release = file_.identity().release;
    if (release.empty() || event_.release().empty()) return;
    if (release == event_.release()) return Agree("release " + release);
    Contradict(std::format("the crash is of release {}, {} is of {}", event_.release(), file_.name(), release));
}

// "#66" of the CPU line stands as a word in the banner "Linux version 4.4.45 (...) #66 SMP ...".
void Comparison::CompareBuild() {
    const std::string& banner = file_.identity().banner;
    std::string_view build = event_.build();
    build = build.substr(0, build.find(' '));
    if (banner.empty() || banner.contains(" # ") || !build.starts_with('#')) return;
    std::string word = " " + std::string(build) + " ";
    if ((banner + " ").contains(word)) return Agree("build " + std::string(build));
    Contradict(std::format("the crash is of build {}, the banner of {} is another: {}", build, file_.name(), banner));
}

bool Comparison::CompareSize(const format::Location& where) {
    if (where.module() != module_ || where.symbol().empty() || !where.has_size()) return false;
    if (IsOutside(where)) return false;
    const std::vector<Symbol>& functions = file_.FindFunction(where.symbol());
    if (functions.empty()) {
        if (!file_.FindSymbols(where.symbol()).empty()) return false;  // Data: jumped to, not called.
        Contradict(std::format("{} has no function {}", file_.name(), where.symbol()));
        return false;
    }
    bool same = std::ranges::any_of(functions, [&](const Symbol& f) {
        if (f.size != 0 && file_.HasPrintedSize(f, where.size())) return true;
        return (f.size == 0 || where.size() < f.size) && SymbolFollows(file_, f, where.size());
    });
    // Code in assembler may have no size, and what follows it no symbol: nothing is compared.
    if (!same && std::ranges::none_of(functions, [](const Symbol& f) { return f.size == 0; })) {
        Contradict(std::format("{} is {:#x} bytes long in the crash and {:#x} in {}", where.symbol(), where.size(),
                               functions.front().size, file_.name()));
    }
    return same;
}

void Comparison::CompareSizes() {
    unsigned same = CompareSize(event_.pc()) + CompareSize(event_.lr());
    for (const format::Trace& trace : event_.trace()) {
        for (const format::Location& frame : trace.frame()) {
            if (!frame.unreliable()) same += CompareSize(frame);
        }
    }
    // An entry that is no caller is a place in the kernel that ran all the same; nothing is refused for it.
    const std::string contradiction = contradiction_;
    for (const format::Trace& trace : event_.trace()) {
        if (same != 0) break;
        for (const format::Location& frame : trace.frame()) {
            if (frame.unreliable()) same += CompareSize(frame);
        }
    }
    contradiction_ = contradiction;
    if (same == 0) return;
    agreed_sizes_ = true;
    Agree(same == 1 ? "the size of 1 function" : std::format("the sizes of {} functions", same));
}

void Comparison::CompareCode() {
    if (event_.pc().module() != module_ || analysis_ == nullptr) return;
    std::optional<LinkedLocation> pc = LocatePc(event_, file_);
    if (!pc) return;
    std::optional<CodeFit> fit = faultbox::CompareCode(event_, *pc, *analysis_);
    if (!fit) return;
    if (fit->difference) {
        uint64_t offset = *fit->difference - pc->function.address;
        return Contradict(std::format("the code at {}+{:#x} differs from {}", pc->function.name, offset, file_.name()));
    }
    if (fit->compared == 0) return;
    agreed_code_ = true;
    Agree(fit->compared == 1 ? "1 instruction of its code" : std::format("{} instructions of its code", fit->compared));
}

}  // namespace

SymbolVerdict CheckFit(const format::Event& event, std::string_view module, const SymbolFile& file,
                       const ArchAnalysis* analysis) {
    std::span<const uint8_t> stated = StatedBuildId(event, module);
    const std::vector<uint8_t>& own = file.identity().build_id;
    if (stated.empty() || own.empty()) return Comparison(event, module, file, analysis).Verdict();
    auto hex = [](std::span<const uint8_t> id) { return HexOf(AsText(id)); };
    bool from_manifest = IsFromManifest(event, module);
    if (std::ranges::equal(stated, own)) {
        if (!from_manifest) return {SymbolFit::kBuildId, file.name(), "build id " + hex(own)};
        // An image that crashed before its own manifest was written has that of the one before it.
        SymbolVerdict compared = Comparison(event, module, file, analysis).Verdict();
        if (compared.fit == SymbolFit::kRefused) return compared;
        return {SymbolFit::kBuildId, file.name(),
                std::format("build id {}, by the manifest of the boot that crashed", hex(own))};
    }
    return {
        SymbolFit::kRefused, file.name(),
        std::format("the {} states build id {}, {} has {}",
                    from_manifest ? "manifest of the boot that crashed" : "crash", hex(stated), file.name(), hex(own))};
}

}  // namespace faultbox
