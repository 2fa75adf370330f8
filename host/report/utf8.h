#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace faultbox {

/// One step through text of unknown origin.
struct CodePoint {
    char32_t value = 0;  ///< U+FFFD where the bytes are not UTF-8.
    size_t size = 0;     ///< Bytes taken, at least 1.
    bool valid = false;
};

/// Decodes the first code point of `text`, which must not be empty. Overlong forms, surrogates and numbers above
/// U+10FFFF are invalid; of an invalid sequence the longest part that could begin a valid one is taken (Unicode 15,
/// section 3.9, table 3-7 and "U+FFFD Substitution of Maximal Subparts").
CodePoint DecodeUtf8(std::string_view text);

/// True for what a terminal, a log viewer or a browser shows as itself: no control characters (C0, DEL, C1), none that
/// change the direction of text or are invisible.
bool IsPrintable(char32_t code_point);

/// `text` with everything else as "\x1b", "\u202e" or, for bytes that are not UTF-8, "\xff": what crashed kernels print
/// must not reach a terminal as commands. A tab becomes a blank.
std::string Printable(std::string_view text);

/// Columns that printable text takes: one for each code point.
size_t ColumnsOf(std::string_view text);

}  // namespace faultbox
