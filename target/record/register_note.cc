#include "target/record/register_note.h"

#include <algorithm>

#include "arch/common/number_text.h"

namespace faultbox::record {
namespace {

// Register r0 information: NULL pointer
// Register r5 information: non-slab/vmalloc memory
// Register r3 information: zero-size pointer
// Register r8 information: non-paged memory
// Register r2 information: slab (no further words) never stands alone.
constexpr std::string_view kPhrases[] = {"NULL pointer",     "non-slab/vmalloc memory",  "zero-size pointer",
                                         "non-paged memory", "non-paged (local) memory", "vmalloc memory"};

// Appends to a buffer that may be too small.
class Line {
  public:
    explicit Line(std::span<char> buffer) : buffer_(buffer) {}

    void Add(std::string_view text) {
        size_t size = std::min(text.size(), buffer_.size() - size_);
        std::ranges::copy(text.substr(0, size), buffer_.begin() + size_);
        size_ += size;
    }
    std::string_view text() const { return {buffer_.data(), size_}; }

  private:
    std::span<char> buffer_;
    size_t size_ = 0;
};

}  // namespace

std::string_view PhraseOf(uint32_t number) {
    return number >= 1 && number <= std::size(kPhrases) ? kPhrases[number - 1] : std::string_view();
}

uint32_t FindPhrase(std::string_view text) {
    auto found = std::ranges::find(kPhrases, text);
    return found == std::end(kPhrases) ? 0 : static_cast<uint32_t>(found - kPhrases + 1);
}

std::string_view DescribeSlab(const RegisterNote& note, unsigned digits, std::span<char> buffer) {
    Line line(buffer);
    line.Add("slab ");
    line.Add(note.slab);
    if (note.start) {
        line.Add(" start ");
        line.Add(NumberText(*note.start, 16, digits).view());
    }
    if (note.offset) {
        line.Add(" pointer offset ");
        line.Add(NumberText(*note.offset).view());
    }
    if (note.size) {
        line.Add(" size ");
        line.Add(NumberText(*note.size).view());
    }
    return line.text();
}

}  // namespace faultbox::record
