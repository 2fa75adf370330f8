#include "host/cli/source_excerpt.h"

#include <algorithm>
#include <vector>

#include "arch/common/bytes.h"
#include "host/cli/read_file.h"

namespace faultbox::cli {
namespace {

namespace fs = std::filesystem;

constexpr uint32_t kLinesAround = 2;

std::optional<fs::path> FindFile(const fs::path& folder, const fs::path& named) {
    std::vector<fs::path> parts;
    for (const fs::path& part : named.relative_path()) {
        if (part == "..") return std::nullopt;
        if (part != ".") parts.push_back(part);
    }
    for (size_t skip = 0; skip < parts.size(); ++skip) {
        fs::path candidate = folder;
        for (size_t i = skip; i < parts.size(); ++i) candidate /= parts[i];
        std::error_code error;
        if (fs::is_regular_file(candidate, error)) return candidate;
    }
    return std::nullopt;
}

}  // namespace

std::optional<SourceExcerpt> FindSource(const fs::path& folder, const SourceFrame& frame) {
    if (frame.file.empty() || frame.line == 0) return std::nullopt;
    std::optional<fs::path> path = FindFile(folder, frame.file);
    if (!path) return std::nullopt;
    auto content = ReadWholeFile(path->string());
    if (!content) return std::nullopt;
    SourceExcerpt excerpt{.path = path->string(),
                          .first_line = std::max(frame.line, kLinesAround + 1) - kLinesAround,
                          .lines = {},
                          .marked_line = frame.line,
                          .marked_column = frame.column};
    std::string_view rest = AsText(*content);
    for (uint64_t number = 1; !rest.empty() && number <= uint64_t{frame.line} + kLinesAround; ++number) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (number >= excerpt.first_line) excerpt.lines.emplace_back(line);
    }
    // A file shorter than the line is another version.
    if (excerpt.first_line + excerpt.lines.size() <= frame.line) return std::nullopt;
    return excerpt;
}

}  // namespace faultbox::cli
