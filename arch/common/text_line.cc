#include "arch/common/text_line.h"

#include <algorithm>

namespace faultbox {

std::string_view TakeUntil(std::string_view& text, char end) {
    std::string_view taken = text.substr(0, text.find(end));
    text.remove_prefix(std::min(taken.size() + 1, text.size()));
    return taken;
}

std::string_view TakeLine(std::string_view& text) {
    return TakeUntil(text, '\n');
}

}  // namespace faultbox
