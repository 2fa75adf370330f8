#include "target/oops/terminal_text.h"

#include <algorithm>

namespace faultbox {

bool IsFiller(char c) {
    bool control = static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    return control && c != '\t' && c != '\x1b' && c != '\x01';
}

// "\x1b[1;31m": ECMA-48, section 5.4 (parameters, intermediates, one final byte). "\x1b]0;title\a" sets a window's
// title; "\x1b(B", "\x1b=" and the like have up to one intermediate (ECMA-35, section 13).
bool SkipEscape(std::string_view& text) {
    constexpr size_t kLongest = 64;
    if (!text.starts_with('\x1b')) return false;
    std::string_view head = text.substr(0, kLongest);
    size_t end = 1;
    if (head.starts_with("\x1b[")) {
        end = 2;
        while (end < head.size() && head[end] >= 0x20 && head[end] < 0x40) ++end;
    } else if (head.starts_with("\x1b]")) {
        end = std::min(head.find('\a'), head.size());
    } else {
        while (end < head.size() && head[end] >= 0x20 && head[end] < 0x30) ++end;
    }
    text.remove_prefix(std::min(end + 1, head.size()));
    return true;
}

void SkipFiller(std::string_view& text) {
    while (!text.empty()) {
        if (IsFiller(text.front())) {
            text.remove_prefix(1);
        } else if (!SkipEscape(text)) {
            return;
        }
    }
}

}  // namespace faultbox
