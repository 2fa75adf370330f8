#include "target/oops/line_join.h"

#include "target/oops/cursor.h"

namespace faultbox {
namespace {

constexpr size_t kShortest = WrapDetector::kShortestLine;
// Mail programs break lines here or later (RFC 5322, section 2.1.1, and RFC 3676, section 4.2).
constexpr size_t kMailWidth = 72;

// 00000009    (e5933014)    <0f>    f6
bool IsHexWord(std::string_view word) {
    if (word.size() >= 2 && (word.front() == '(' || word.front() == '<')) word = word.substr(1, word.size() - 2);
    return word.size() >= 2 && IsHex(word);
}

// What the kernel breaks off at a blank: a number, a place in parentheses, a register, a function and its offset.
bool IsTail(std::string_view text) {
    std::string_view word = Cursor(text).Token();
    if (IsHexWord(word) || word.starts_with('(')) return true;
    size_t plus = word.find("+0x");
    if (plus != std::string_view::npos && plus != 0) return true;
    size_t colon = word.find(':');
    return colon != std::string_view::npos && colon != 0 && IsHexWord(Cursor(word.substr(colon + 1)).HexDigits());
}

bool IsOpenEnd(std::string_view text) {
    return text.ends_with(':') || text.ends_with('=') || text.ends_with(" at") || text.ends_with(" from");
}

// The first word of the next line had no room.
bool IsBrokenAtBlank(const Line& last, const Line& next) {
    if (last.columns < kShortest || next.text.starts_with(' ')) return false;
    if (last.columns + 1 + Cursor(next.text).Token().size() <= kMailWidth) return false;
    return IsTail(next.text) || IsOpenEnd(last.text);
}

}  // namespace

// The terminal's width: 80 and 132 are the usual ones; others show when two lines that belong together are equally
// wide.
bool WrapDetector::IsFull(const BrokenLine& line, const Line& next) const {
    const Line& last = line.parts.back();
    if (last.columns < kShortest) return false;
    if (last.columns == 80 || last.columns == 132 || last.columns == width_) return true;
    return line.parts[0].has_prefix() && last.columns == next.columns;
}

bool WrapDetector::Continues(const BrokenLine& line, const Line& next) {
    const Line& last = line.parts.back();
    if (next.continues) return last.record;
    if (next.has_prefix() || next.text.empty() || last.torn || line.parts.full()) return false;
    if (IsFull(line, next)) {
        width_ = last.columns;
        return true;
    }
    return line.parts[0].has_prefix() && IsBrokenAtBlank(last, next);
}

std::string_view WrapDetector::Join(const BrokenLine& line, TextArena& arena, bool seamless) const {
    size_t mark = arena.mark();
    const Line* last = nullptr;
    for (const Line& part : line.parts) {
        bool blank = false;
        if (last && !seamless) {
            bool trimmed = last->columns > last->prefix_size + last->text.size();
            blank = !part.continues && (trimmed || last->columns != width_);
        }
        if ((blank && !arena.Put(' ')) || !arena.Put(part.text)) {
            arena.Release(mark);
            return {};
        }
        last = &part;
    }
    return arena.Since(mark);
}

bool DropCutWord(std::string_view& text, size_t columns) {
    constexpr std::string_view kEllipsis = "…";
    if (columns < kMailWidth) return false;
    size_t blank = text.rfind(' ');
    std::string_view word = blank == std::string_view::npos ? text : text.substr(blank + 1);
    bool cut = word.ends_with(kEllipsis) || (word.ends_with('>') && !word.contains('<'));
    if (!cut || blank == std::string_view::npos) return false;
    text = Trim(text.substr(0, blank));
    return true;
}

}  // namespace faultbox
