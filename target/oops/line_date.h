#pragma once

#include "target/oops/cursor.h"
#include "target/oops/line_scanner.h"

namespace faultbox {

/// Takes a date and a time of day, as loggers write them before the kernel's words. A text without is left as it is.
bool SkipDate(Cursor& cursor);
/// The same in brackets, with the blank behind them. `Line` is there for the table of prefixes.
bool SkipBracketDate(Cursor& cursor, Line& line);

}  // namespace faultbox
