#include "host/report/source_mark.h"

#include <algorithm>
#include <string>
#include <vector>

namespace faultbox {
namespace {

bool IsWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Whether `text`, at `begin` of `line`, is no part of a longer name.
bool StandsAlone(std::string_view line, size_t begin, size_t size) {
    size_t end = begin + size;
    bool goes_back = begin > 0 && IsWord(line[begin]) && IsWord(line[begin - 1]);
    return !goes_back && !(end < line.size() && IsWord(line[end - 1]) && IsWord(line[end]));
}

std::vector<SourceMark> FindAll(std::string_view line, std::string_view text) {
    std::vector<SourceMark> found;
    if (text.empty()) return found;
    for (size_t at = line.find(text); at != line.npos; at = line.find(text, at + text.size())) {
        if (StandsAlone(line, at, text.size())) found.push_back({at, text.size()});
    }
    return found;
}

/// Bytes from `mark` to a column; 0 in it.
size_t Distance(const SourceMark& mark, uint32_t column) {
    size_t at = column == 0 ? 0 : column - 1;
    if (at < mark.begin) return mark.begin - at;
    return at >= mark.begin + mark.size ? at - (mark.begin + mark.size) + 1 : 0;
}

std::optional<SourceMark> Nearest(const std::vector<SourceMark>& marks, uint32_t column) {
    auto nearest = std::ranges::min_element(marks, {}, [&](const SourceMark& mark) { return Distance(mark, column); });
    return nearest == marks.end() ? std::nullopt : std::optional(*nearest);
}

/// "ring.format.rate" -> "rate", "slots[3]" -> "slots"
std::string_view LastName(std::string_view path) {
    path = path.substr(0, path.rfind('[') == path.npos || !path.ends_with(']') ? path.npos : path.rfind('['));
    return path.substr(path.rfind('.') + 1);
}

/// Where the operand that ends at `end` begins: a name, with indexes, calls and members before it.
size_t BeginOfOperand(std::string_view line, size_t end) {
    while (end > 0) {
        char last = line[end - 1];
        if (last == ']' || last == ')') {
            int open = 0;
            do {
                --end;
                if (line[end] == ']' || line[end] == ')') ++open;
                if (line[end] == '[' || line[end] == '(') --open;
            } while (end > 0 && open > 0);
            continue;
        }
        size_t begin = end;
        while (begin > 0 && IsWord(line[begin - 1])) --begin;
        if (begin > 0 && line[begin - 1] == '.') {
            end = begin - 1;
        } else if (begin > 1 && line.substr(begin - 2, 2) == "->") {
            end = begin - 2;
        } else {
            return begin;
        }
    }
    return 0;
}

/// "rpsk->rpdev->ept->priv" of the name "priv".
std::optional<SourceMark> FindMemberAccess(std::string_view line, std::string_view name, uint32_t column) {
    std::vector<SourceMark> accesses;
    for (const SourceMark& mark : FindAll(line, name)) {
        std::string_view before = line.substr(0, mark.begin);
        if (!before.ends_with("->") && !before.ends_with('.')) continue;
        size_t begin = BeginOfOperand(line, mark.begin + mark.size);
        accesses.push_back({begin, mark.begin + mark.size - begin});
    }
    return Nearest(accesses, column);
}

std::optional<SourceMark> AtColumn(std::string_view line, uint32_t column) {
    if (column == 0 || column > line.size()) return std::nullopt;
    size_t begin = column - 1;
    if (line[begin] == ' ' || line[begin] == '\t') return std::nullopt;
    size_t end = begin + 1;
    while (end < line.size() && IsWord(line[begin]) && IsWord(line[end])) ++end;
    return SourceMark{begin, end - begin};
}

}  // namespace

std::optional<SourceMark> FindWholeInLine(std::string_view line, const SourceClue& clue) {
    if (clue.expression.empty() || clue.path.empty()) return std::nullopt;
    for (const char* arrow : {"->", "."}) {
        std::string access = std::string(clue.expression) + arrow + std::string(clue.path);
        if (auto nearest = Nearest(FindAll(line, access), clue.column)) return nearest;
    }
    return std::nullopt;
}

std::optional<SourceMark> FindBeginningInLine(std::string_view line, std::string_view expression) {
    while (!expression.empty()) {
        if (auto nearest = Nearest(FindAll(line, expression), 0)) return nearest;
        size_t end = expression.find_last_of("-.[");
        expression = expression.substr(0, end == expression.npos ? 0 : end);
    }
    return std::nullopt;
}

std::optional<SourceMark> FindInLine(std::string_view line, const SourceClue& clue) {
    if (auto whole = FindWholeInLine(line, clue)) return whole;
    if (auto access = FindMemberAccess(line, LastName(clue.path), clue.column)) return access;
    if (auto nearest = Nearest(FindAll(line, clue.expression), clue.column)) return nearest;
    return AtColumn(line, clue.column);
}

}  // namespace faultbox
