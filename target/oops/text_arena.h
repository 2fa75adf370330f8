#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace faultbox {

/// Room for lines that do not stand in the input the way they were printed: broken in two, full of control codes or
/// markup. What the open event points to stays until the event is over. Bounded: what has no room is refused.
class TextArena {
  public:
    /// One line is at most half of it.
    static constexpr size_t kSize = 8192;

    /// Forgets everything that was written behind `mark`.
    void Release(size_t mark) { used_ = mark; }
    size_t mark() const { return used_; }
    bool Put(char c) {
        if (used_ == kSize) return false;
        bytes_[used_++] = c;
        return true;
    }
    bool Put(std::string_view text) {
        if (text.size() > kSize - used_) return false;
        text.copy(bytes_.data() + used_, text.size());
        used_ += text.size();
        return true;
    }
    /// Takes the last byte written behind `mark` away, if there is one.
    void TakeBack(size_t mark) {
        if (used_ > mark) --used_;
    }
    /// What was written since `mark`.
    std::string_view Since(size_t mark) const { return {bytes_.data() + mark, used_ - mark}; }
    bool Holds(std::string_view text) const {
        return text.data() >= bytes_.data() && text.data() + text.size() <= bytes_.data() + kSize;
    }

  private:
    std::array<char, kSize> bytes_;
    size_t used_ = 0;
};

}  // namespace faultbox
