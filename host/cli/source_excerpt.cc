#include "host/cli/source_excerpt.h"

#include <algorithm>
#include <format>
#include <optional>

#include "arch/common/bytes.h"
#include "host/cli/read_file.h"

namespace faultbox::cli {
namespace {

namespace fs = std::filesystem;

constexpr uint32_t kLinesBefore = 3;
constexpr uint32_t kLinesBehind = 2;
constexpr size_t kMostParts = 64;              // Of a path.
constexpr uintmax_t kLargestFile = 16u << 20;  // Bytes; the kernel's largest sources have 2 MB.

/// Whether `file`, links followed, lies below `folder`.
bool LiesBelow(const fs::path& file, const fs::path& folder) {
    std::error_code error;
    fs::path real_folder = fs::canonical(folder, error);
    fs::path real_file = error ? fs::path() : fs::canonical(file, error);
    if (error) return false;
    auto [end, ignored] = std::ranges::mismatch(real_folder, real_file);
    return end == real_folder.end();
}

bool IsSource(const fs::path& file, const fs::path& folder) {
    std::error_code error;
    return fs::is_regular_file(file, error) && fs::file_size(file, error) <= kLargestFile && LiesBelow(file, folder);
}

std::optional<fs::path> FindFile(const fs::path& folder, const fs::path& named) {
    std::vector<fs::path> parts;
    for (const fs::path& part : named.relative_path()) {
        if (part == ".." || parts.size() == kMostParts) return std::nullopt;
        if (part != ".") parts.push_back(part);
    }
    for (size_t skip = 0; skip < parts.size(); ++skip) {
        fs::path candidate = folder;
        for (size_t i = skip; i < parts.size(); ++i) candidate /= parts[i];
        if (IsSource(candidate, folder)) return candidate;
    }
    return std::nullopt;
}

void ReadLines(std::string_view text, SourceExcerpt& excerpt) {
    excerpt.first_line = std::max(excerpt.marked_line, kLinesBefore + 1) - kLinesBefore;
    uint64_t last = uint64_t{excerpt.marked_line} + kLinesBehind;
    for (uint64_t number = 1; !text.empty() && number <= last; ++number) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (number >= excerpt.first_line) excerpt.lines.emplace_back(line);
    }
}

void SetMark(SourceExcerpt& excerpt, size_t index, const SourceMark& mark) {
    excerpt.expression_line = excerpt.first_line + static_cast<uint32_t>(index);
    excerpt.marked_column = static_cast<uint32_t>(mark.begin + 1);
    excerpt.marked_size = static_cast<uint32_t>(mark.size);
}

/// Line tables give the end of a statement or function to code that a compiler moved there. Where the line has not the
/// access, but just one of the others has the whole of it, it is that.
void MarkExpression(SourceExcerpt& excerpt, size_t index, const SourceClue& clue) {
    SourceClue no_column = clue;
    no_column.column = 0;
    std::optional<SourceMark> mark = FindInLine(excerpt.lines[index], no_column);
    if (mark) mark = FindInLine(excerpt.lines[index], clue);
    std::vector<size_t> others;
    for (size_t other = 0; other < excerpt.lines.size(); ++other) {
        if (!mark && FindWholeInLine(excerpt.lines[other], no_column)) others.push_back(other);
    }
    if (others.size() == 1) return SetMark(excerpt, others[0], *FindWholeInLine(excerpt.lines[others[0]], no_column));
    if (!mark) mark = FindInLine(excerpt.lines[index], clue);
    if (mark) SetMark(excerpt, index, *mark);
}

SourceExcerpt WithProblem(SourceExcerpt excerpt, std::string problem) {
    excerpt.problem = std::move(problem);
    excerpt.lines.clear();
    excerpt.first_line = 0;
    return excerpt;
}

}  // namespace

SourceExcerpt FindSource(const fs::path& folder, const SourceFrame& frame, SourceClue clue) {
    SourceExcerpt excerpt{
        .function = std::string(frame.function), .path = std::string(frame.file), .marked_line = frame.line};
    std::optional<fs::path> path = FindFile(folder, frame.file);
    if (!path) return WithProblem(std::move(excerpt), std::format("not below {}", folder.string()));
    excerpt.path = path->string();
    auto content = ReadWholeFile(excerpt.path);
    if (!content) return WithProblem(std::move(excerpt), content.error().what);
    ReadLines(AsText(*content), excerpt);
    size_t index = frame.line - excerpt.first_line;
    if (index >= excerpt.lines.size()) {
        return WithProblem(std::move(excerpt),
                           std::format("it has no line {}: not the source of this crash", frame.line));
    }
    clue.column = frame.column;
    if (!FindInLine(excerpt.lines[index], clue) && frame.column != 0) {
        return WithProblem(std::move(excerpt), std::format("nothing stands at line {}, column {}: not the source of "
                                                           "this crash",
                                                           frame.line, frame.column));
    }
    MarkExpression(excerpt, index, clue);
    return excerpt;
}

namespace {

/// What the best finding says of the line that faulted.
SourceClue ClueOf(const Explanation& explanation) {
    SourceClue clue;
    if (explanation.findings.empty()) return clue;
    const Finding& finding = explanation.findings.front();
    if (finding.pointer) clue.expression = finding.pointer->expression;
    if (finding.member) clue.path = finding.member->path;
    return clue;
}

/// A line of the origin's function: its own, else that of the frame of this name.
std::optional<SourceFrame> FrameOf(const PointerOrigin& origin, const EventAnalysis& analysis) {
    if (!origin.file.empty() && origin.line != 0) return SourceFrame{origin.function, origin.file, origin.line, 0};
    for (const SourceFrame& frame : analysis.location) {
        if (frame.function == origin.function && frame.line != 0) return frame;
    }
    return std::nullopt;
}

std::string_view MarkedLine(const SourceExcerpt& excerpt) {
    size_t index = excerpt.marked_line - excerpt.first_line;
    return index < excerpt.lines.size() ? std::string_view(excerpt.lines[index]) : std::string_view();
}

/// Where the bad pointer is not named at the fault, the first line that this is inlined at and that names it.
void AddCaller(const fs::path& folder, const EventAnalysis& analysis, size_t fault,
               std::vector<SourceExcerpt>& sources) {
    std::string_view expression = ClueOf(analysis.explanation).expression;
    if (FindBeginningInLine(MarkedLine(sources[0]), expression)) return;
    for (size_t at = fault; at + 1 < analysis.location.size() && analysis.location[at].inlined; ++at) {
        SourceExcerpt caller = FindSource(folder, analysis.location[at + 1], {});
        std::optional<SourceMark> mark = FindBeginningInLine(MarkedLine(caller), expression);
        if (!mark) continue;
        caller.place = SourcePlace::kCaller;
        SetMark(caller, caller.marked_line - caller.first_line, *mark);
        sources.push_back(std::move(caller));
        return;
    }
}

}  // namespace

std::vector<SourceExcerpt> FindSources(const fs::path& folder, const EventAnalysis& analysis,
                                       const SourceFrame& stated) {
    std::vector<SourceExcerpt> sources;
    auto has_line = [](const SourceFrame& frame) { return !frame.file.empty() && frame.line != 0; };
    auto fault = std::ranges::find_if(analysis.location, has_line);
    if (fault == analysis.location.end()) {
        if (has_line(stated)) sources.push_back(FindSource(folder, stated, {}));
        return sources;
    }
    sources.push_back(FindSource(folder, *fault, ClueOf(analysis.explanation)));
    if (analysis.explanation.findings.empty()) return sources;
    AddCaller(folder, analysis, static_cast<size_t>(fault - analysis.location.begin()), sources);
    const std::optional<BadPointer>& pointer = analysis.explanation.findings.front().pointer;
    if (!pointer || !pointer->origin) return sources;
    std::optional<SourceFrame> origin = FrameOf(*pointer->origin, analysis);
    if (!origin || (origin->file == fault->file && origin->line == fault->line)) return sources;
    sources.push_back(FindSource(folder, *origin, {.expression = pointer->origin->expression}));
    sources.back().place = SourcePlace::kOrigin;
    return sources;
}

}  // namespace faultbox::cli
