#pragma once

#include <cstdint>
#include <string_view>

#include "arch/common/bounded_vector.h"
#include "target/oops/line_scanner.h"

namespace faultbox {

/// A line and those that a terminal, a mail program or a record's size limit broke off it.
struct BrokenLine {
    /// The longest list of modules on an 80 column terminal has fewer.
    BoundedVector<Line, 24> parts;

    bool broken() const { return parts.size() > 1; }
};

/// Tells where lines were broken, by their widths and by what they hold.
class WrapDetector {
  public:
    /// A shorter line was not broken by any terminal or mail program.
    static constexpr size_t kShortestLine = 60;

    /// True when `next` goes on where the last part of `line` was broken off.
    bool Continues(const BrokenLine& line, const Line& next);
    /// The parts as one text in the arena; empty where there is no room. `seamless`: no blank
    /// stood where it broke.
    std::string_view Join(const BrokenLine& line, TextArena& arena, bool seamless) const;
    void Clear() { width_ = 0; }

  private:
    bool IsFull(const BrokenLine& line, const Line& next) const;

    size_t width_ = 0;  ///< Of the terminal, where it is known.
};

/// "…nf_defrag_ip>" of journalctl and less -S, "…nf_defrag_ip…": the last word was cut, and is taken off. False where
/// nothing was cut. `columns` is the width of the line.
bool DropCutWord(std::string_view& text, size_t columns);

}  // namespace faultbox
