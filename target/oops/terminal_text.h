#pragma once

#include <string_view>

namespace faultbox {

/// Takes fillers of serial lines (CR, NUL, backspace, XON, XOFF, form feed, all control codes but TAB, ESC and SOH) and
/// the escape sequences of terminals off the beginning of `text`.
void SkipFiller(std::string_view& text);
bool IsFiller(char c);
/// An escape sequence of a terminal at the beginning of `text`, of which it is taken off.
bool SkipEscape(std::string_view& text);

}  // namespace faultbox
