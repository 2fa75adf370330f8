#pragma once

#include <string_view>

namespace faultbox {

/// Takes from `text` what stands before the next `end`, and the end; all of it where there is none.
std::string_view TakeUntil(std::string_view& text, char end);

/// Takes the text's next line, without its line feed.
std::string_view TakeLine(std::string_view& text);

}  // namespace faultbox
