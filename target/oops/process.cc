#include "target/oops/process.h"

#include <algorithm>

#include "target/oops/cursor.h"

namespace faultbox {

size_t BehindProcess(std::string_view text) {
    constexpr size_t kReach = 48;
    size_t end = text.substr(0, kReach).find(']');
    if (end == std::string_view::npos) return 0;
    size_t begin = text.substr(0, end).rfind('[');
    if (begin == std::string_view::npos || begin == 0 || begin + 1 == end) return 0;
    bool pid = std::ranges::all_of(text.substr(begin + 1, end - begin - 1), IsDecimalDigit);
    return pid ? end + 1 : 0;
}

}  // namespace faultbox
