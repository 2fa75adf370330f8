#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace faultbox {

// libc++'s conversions bring 3 KB of tables and of code for bases and types that nobody asks for.

/// A number in digits, of which letters are lower case.
class NumberText {
  public:
    /// `base` is 10 or 16. With leading zeros up to `digits`, which is 20 at most.
    explicit NumberText(uint64_t value, unsigned base = 10, unsigned digits = 1);

    std::string_view view() const { return {text_.data() + begin_, text_.size() - begin_}; }

  private:
    std::array<char, 20> text_;
    size_t begin_ = 0;
};

/// Takes the digits that `text` begins with, of either case. Takes nothing where there are none, or where they are of a
/// number larger than `most`.
std::optional<uint64_t> TakeNumber(std::string_view& text, unsigned base = 10, uint64_t most = UINT64_MAX);

/// The number that is all of `text`.
std::optional<uint64_t> ParseNumber(std::string_view text, unsigned base = 10, uint64_t most = UINT64_MAX);

}  // namespace faultbox
