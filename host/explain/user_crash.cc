#include "host/explain/user_crash.h"

#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <format>
#include <memory>
#include <string>
#include <unordered_map>

#include "host/elf/elf_file.h"
#include "host/explain/signal_text.h"
#include "host/input/event_facts.h"

namespace faultbox {
namespace {

// FrameTrust and WalkEnd of the recorder (target/usercrash/user_crash.h).
constexpr const char* kTrusts[] = {"register", "unwind-table", "guess"};
constexpr uint32_t kByTable = 1;
constexpr const char* kEnds[] = {"not-walked", "outermost",   "no-table",        "bad-memory",
                                 "no-code",    "no-progress", "too-many-frames", "no-unwinder"};

// Names of a hostile file may be as long as it is.
constexpr size_t kMaxMangled = 4096, kMaxDemangled = 16'384;

std::string Demangle(std::string_view name) {
    if (!name.starts_with("_Z") || name.size() > kMaxMangled) return std::string(name);
    int status = 0;
    char* text = abi::__cxa_demangle(std::string(name).c_str(), nullptr, nullptr, &status);
    std::string demangled = status == 0 && text != nullptr ? text : std::string(name);
    free(text);
    return demangled.size() <= kMaxDemangled ? demangled : std::string(name);
}

std::string_view FileName(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

// What files of the process's modules are at hand.
class Modules {
  public:
    Modules(const format::UserCrash& crash, const SymbolStore& symbols, const AnalyzeOptions& options) {
        for (const format::UserModule& module : crash.module()) {
            entries_.push_back(Match(module, symbols, options));
        }
    }

    struct Entry {
        const format::UserModule* module = nullptr;
        const SymbolFile* file = nullptr;
        SymbolVerdict verdict;
    };
    const std::vector<Entry>& entries() const { return entries_; }
    const Entry* Find(const format::UserFrame& frame) const {
        return frame.has_module() && frame.module() < entries_.size() ? &entries_[frame.module()] : nullptr;
    }

  private:
    static Entry Match(const format::UserModule& module, const SymbolStore& symbols, const AnalyzeOptions& options) {
        Entry entry{.module = &module};
        Bytes id = AsBytes(module.build_id());
        if (!id.empty()) entry.file = symbols.FindByBuildId(id);
        if (entry.file != nullptr) {
            entry.verdict = {SymbolFit::kBuildId, entry.file->name(), ""};
            return entry;
        }
        for (const SymbolFile* file : symbols.files()) {
            if (FileName(file->name()) != FileName(module.path())) continue;
            bool contradicts = !id.empty() && !file->identity().build_id.empty();
            entry.verdict = {contradicts && !options.force ? SymbolFit::kRefused : SymbolFit::kUnverified, file->name(),
                             contradicts ? "its build id is not the one that the process ran"
                                         : "matched by its name alone: a build id is missing"};
            if (!contradicts || options.force) entry.file = file;
            return entry;
        }
        entry.verdict.reason = "no file of " + std::string(FileName(module.path())) + " was given";
        return entry;
    }

    std::vector<Entry> entries_;
};

// The link address of what a process has at `address`: by the load bias that the recorder read from the process, else
// by the place in the file.
std::optional<uint64_t> LinkAddress(const Modules::Entry& entry, uint64_t address) {
    const format::UserModule& module = *entry.module;
    if (module.has_bias()) return address - module.bias();
    if (entry.file == nullptr || address < module.code_address()) return std::nullopt;
    uint64_t offset = address - module.code_address() + module.code_file_offset();
    for (const elf::Section& section : entry.file->elf().sections()) {
        if (!section.is_code() || offset < section.file_offset || offset - section.file_offset >= section.size)
            continue;
        return section.address + (offset - section.file_offset);
    }
    return std::nullopt;
}

/// By linkage name, of the functions of one file that were asked for.
struct DemangledNames {
    explicit DemangledNames(const SymbolFile&) {}
    std::unordered_map<std::string_view, std::string> names;
};

std::string_view NameFor(const SymbolFile& file, std::string_view linkage_name) {
    auto [name, is_new] = file.Kept<DemangledNames>().names.try_emplace(linkage_name);
    if (is_new) name->second = Demangle(std::string(linkage_name));
    return name->second;
}

std::vector<SourceFrame> SourceFramesAt(const SymbolFile& file, uint64_t address) {
    std::vector<SourceFrame> frames;
    for (const CodeFrame& frame : file.FramesAt(address)) {
        const bool is_mangled = frame.linkage_name.starts_with("_Z");
        const std::string_view name = is_mangled ? NameFor(file, frame.linkage_name) : frame.function;
        frames.push_back({name, frame.ShownFile(), frame.line, frame.column, frame.inlined});
    }
    return frames;
}

UserFrameAnalysis AnalyzeFrame(const format::UserFrame& frame, bool is_innermost, const Modules& modules) {
    UserFrameAnalysis analysis;
    analysis.address = frame.address();
    uint32_t trust = frame.has_trust() ? frame.trust() : kByTable;
    analysis.trust = trust < std::size(kTrusts) ? kTrusts[trust] : "unknown";
    analysis.interrupted = frame.interrupted();
    const Modules::Entry* entry = modules.Find(frame);
    if (entry == nullptr) return analysis;
    analysis.module = entry->module;
    analysis.link_address = LinkAddress(*entry, frame.address());
    if (entry->file == nullptr || !analysis.link_address) return analysis;
    // A return address lies behind its call.
    uint64_t place = *analysis.link_address - (is_innermost || frame.interrupted() ? 0 : 1);
    analysis.frames = SourceFramesAt(*entry->file, place);
    if (std::optional<Symbol> symbol = entry->file->FindSymbol(place)) {
        analysis.symbol = Demangle(symbol->name);
        analysis.symbol_offset = *analysis.link_address - symbol->address;
    }
    return analysis;
}

// Where abort() and its like are, which only carry out what their caller wanted.
bool IsRuntime(const UserFrameAnalysis& frame) {
    if (frame.module == nullptr) return true;
    std::string_view name = FileName(frame.module->path());
    constexpr std::string_view kNames[] = {"libc.so", "libc-", "libpthread", "libstdc++", "libc++", "ld-", "[vdso]"};
    return std::ranges::any_of(kNames, [=](std::string_view begin) { return name.starts_with(begin); });
}

std::string DescribePlace(const UserFrameAnalysis& frame) {
    std::string place;
    if (!frame.frames.empty()) {
        const SourceFrame& source = frame.frames.front();
        place = source.function;
        if (!source.file.empty()) place += std::format(" at {}:{}", source.file, source.line);
    } else if (!frame.symbol.empty()) {
        place = std::format("{}+0x{:x}", frame.symbol, frame.symbol_offset);
    }
    if (frame.module == nullptr)
        return place.empty() ? std::format("0x{:x}, which is in no known file", frame.address) : place;
    std::string file(FileName(frame.module->path()));
    if (!place.empty()) return std::format("{} ({})", place, file);
    return frame.link_address ? std::format("{}+0x{:x}", file, *frame.link_address) : file;
}

std::string Verdict(const format::CrashRecord& record, const UserCrashAnalysis& crash) {
    const format::Event& event = record.event(0);
    std::string text =
        std::format("{} was ended by {}", event.comm().empty() ? "The process" : event.comm(), crash.signal);
    if (event.has_fault_address()) text += std::format(" at address 0x{:x}", event.fault_address());
    if (!crash.cause.empty()) text += std::format(" ({})", crash.cause);
    if (crash.threads.empty() || crash.threads[0].frames.empty()) return text + ".";
    const std::vector<UserFrameAnalysis>& frames = crash.threads[0].frames;
    text += " in " + DescribePlace(frames.front());
    auto caller = std::ranges::find_if_not(frames, IsRuntime);
    if (caller == frames.begin() || caller == frames.end()) return text + ".";
    bool guessed = std::any_of(frames.begin(), caller + 1,
                               [](const UserFrameAnalysis& frame) { return std::string_view(frame.trust) == "guess"; });
    text += (guessed ? ", probably called from " : ", called from ") + DescribePlace(*caller);
    return text + ".";
}

}  // namespace

UserCrashAnalysis AnalyzeUserCrash(const format::UserCrash& crash, const SymbolStore& symbols,
                                   const AnalyzeOptions& options) {
    UserCrashAnalysis analysis;
    analysis.signal = NameOfSignal(crash.signal());
    if (crash.has_code()) analysis.cause = DescribeSignalCode(crash.signal(), crash.code());
    Modules modules(crash, symbols, options);
    for (const Modules::Entry& entry : modules.entries()) analysis.modules.push_back({entry.module, entry.verdict});
    for (const format::UserThread& thread : crash.thread()) {
        UserThreadAnalysis& walked = analysis.threads.emplace_back();
        walked.tid = thread.tid();
        walked.end = thread.end() < std::size(kEnds) ? kEnds[thread.end()] : "unknown";
        for (const format::UserFrame& frame : thread.frame()) {
            walked.frames.push_back(AnalyzeFrame(frame, walked.frames.empty(), modules));
        }
    }
    return analysis;
}

EventAnalysis SummarizeUserCrash(const format::CrashRecord& record, const UserCrashAnalysis& crash) {
    EventAnalysis analysis;
    analysis.symbols.reason = "the pc is in no file of the process";
    analysis.explanation.verdict = Verdict(record, crash);
    analysis.explanation.reason_missing = "structures of processes are not searched";
    if (crash.threads.empty() || crash.threads[0].frames.empty()) return analysis;
    const UserFrameAnalysis& place = crash.threads[0].frames.front();
    analysis.location = place.frames;
    analysis.pc_link_address = place.link_address;
    for (const UserModuleAnalysis& module : crash.modules) {
        if (module.module == place.module) analysis.symbols = module.symbols;
    }
    return analysis;
}

}  // namespace faultbox
