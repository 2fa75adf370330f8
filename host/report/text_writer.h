#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultbox {

/// How much a piece of text stands out, where the terminal can show it.
enum class Emphasis : uint8_t { kNone, kStrong, kAlarm, kDim };

/// Lays out lines for a terminal of 100 columns. All text passes through `Printable`, so that nothing a crashed kernel
/// printed acts on the terminal.
class TextWriter {
  public:
    static constexpr size_t kWidth = 100;

    explicit TextWriter(bool color) : color_(color) {}

    /// A blank line, then `text` at the left edge.
    void Heading(std::string_view text);
    /// `text` from column `indent` on; what does not fit continues on the next line, `hang` columns further in.
    void Line(size_t indent, std::string_view text, Emphasis emphasis = Emphasis::kNone, size_t hang = 0);
    /// As it is, cut at the right edge: source code, which must not be wrapped.
    void Verbatim(size_t indent, std::string_view text, Emphasis emphasis = Emphasis::kNone);
    /// A label in a column of its own and a value beside it. Nothing for an empty value.
    void Field(std::string_view label, std::string_view value, Emphasis emphasis = Emphasis::kNone);
    /// Rows whose columns are aligned; the last column wraps. All rows are of equal length.
    void Table(size_t indent, const std::vector<std::vector<std::string>>& rows);
    void BlankLine() { text_ += '\n'; }

    std::string Take() { return std::move(text_); }

  private:
    void Append(size_t indent, std::string_view printable, Emphasis emphasis);
    /// Wraps `printable` and puts `lead`, which is already aligned, before its first line.
    void Wrap(std::string_view lead, size_t indent, std::string_view printable, Emphasis emphasis);

    bool color_;
    std::string text_;
};

}  // namespace faultbox
