#pragma once

#include "target/oops/line_scanner.h"

namespace faultbox {

/// Takes what loggers and the kernel put before the words of a line off `line.text`, and fills in time, level, caller
/// and prefix_size. Looks at the first 256 bytes only. A line without a prefix is left as it is.
void StripPrefix(Line& line);

/// A whole time stamp, "[   12.345678] " or "[   12.345678][", the way kernels print it, at the beginning of `text`.
bool IsKernelStamp(std::string_view text);

/// Takes fillers of serial lines (CR, NUL, backspace, XON, XOFF, form feed, all control codes but TAB, ESC and SOH) and
/// the escape sequences of terminals off the beginning of `text`.
void SkipFiller(std::string_view& text);
bool IsFiller(char c);
/// An escape sequence of a terminal at the beginning of `text`, of which it is taken off.
bool SkipEscape(std::string_view& text);

}  // namespace faultbox
