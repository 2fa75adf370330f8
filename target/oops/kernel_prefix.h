#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "target/oops/cursor.h"
#include "target/oops/line_scanner.h"

namespace faultbox {

/// What the kernel itself puts before the words of a line. Each takes what it reads off `cursor` and returns true, or
/// leaves it as it is.

/// "<4>"
bool SkipLevel(Cursor& cursor, Line& line);
/// "[   12.345678] ", and the forms that vendors and dmesg -d give it.
bool SkipTime(Cursor& cursor, Line& line);
/// "[    T1] ", with CONFIG_PRINTK_CALLER.
bool SkipCaller(Cursor& cursor, Line& line);

/// A whole time stamp, "[   12.345678] " or "[   12.345678][", the way kernels print it, at the beginning of `text`.
bool IsKernelStamp(std::string_view text);

/// The time of a stamp in microseconds; `cursor` stands behind the dot. Nothing where no digits do.
std::optional<uint64_t> Microseconds(Cursor& cursor, uint64_t seconds);

}  // namespace faultbox
