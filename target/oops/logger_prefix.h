#pragma once

#include "target/oops/cursor.h"
#include "target/oops/line_scanner.h"

namespace faultbox {

/// What loggers put before a line. As in kernel_prefix.h.

/// "Jan 12 19:08:41 host kernel: "
bool SkipSyslog(Cursor& cursor, Line& line);
/// "kernel: ", and behind a stamp "host kernel: "
bool SkipKernelTag(Cursor& cursor, Line& line);
/// "kern  :warn  : "
bool SkipNames(Cursor& cursor, Line& line);
/// "6,1234,567890,-;"
bool SkipKmsgRecord(Cursor& cursor, Line& line);
/// "\x01" "4"
bool SkipHeaderStart(Cursor& cursor, Line& line);
/// "[  +0.000014] "
bool SkipDelta(Cursor& cursor, Line& line);
/// " 1276.705430:   <1> (01-28 07:22:33.304698634) "
bool SkipTwoClocks(Cursor& cursor, Line& line);

}  // namespace faultbox
