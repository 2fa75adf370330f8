#include "target/record/register_note.h"

#include <algorithm>

#include "target/record/text_sink.h"

namespace faultbox::record {
namespace {

// Register r0 information: NULL pointer
// Register r5 information: non-slab/vmalloc memory
// Register r3 information: zero-size pointer
// Register r8 information: non-paged memory
// Register r2 information: slab (no further words) never stands alone.
constexpr std::string_view kPhrases[] = {"NULL pointer",     "non-slab/vmalloc memory",  "zero-size pointer",
                                         "non-paged memory", "non-paged (local) memory", "vmalloc memory"};

}  // namespace

std::string_view PhraseOf(uint32_t number) {
    return number >= 1 && number <= std::size(kPhrases) ? kPhrases[number - 1] : std::string_view();
}

uint32_t FindPhrase(std::string_view text) {
    auto found = std::ranges::find(kPhrases, text);
    return found == std::end(kPhrases) ? 0 : static_cast<uint32_t>(found - kPhrases + 1);
}

std::string_view DescribeSlab(const RegisterNote& note, unsigned digits, std::span<char> buffer) {
    TextBuffer line(buffer);
    line.Put("slab ");
    line.Put(note.slab);
    if (note.start) {
        line.Put(" start ");
        PutNumber(line, *note.start, 16, digits);
    }
    if (note.offset) {
        line.Put(" pointer offset ");
        PutNumber(line, *note.offset);
    }
    if (note.size) {
        line.Put(" size ");
        PutNumber(line, *note.size);
    }
    return line.view();
}

}  // namespace faultbox::record
