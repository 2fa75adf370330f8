#pragma once

#include "target/oops/cursor.h"
#include "target/oops/line_scanner.h"

namespace faultbox {

/// Who printed a line, as makers of chips and boards have their kernels say it. As in kernel_prefix.h.

/// "[0:      swapper/0:    1] "
bool SkipVendorTask(Cursor& cursor, Line& line);
/// "-(0)[0:swapper/0]"
bool SkipProcessorTask(Cursor& cursor, Line& line);
/// "c0      0 ", behind a stamp only.
bool SkipProcessor(Cursor& cursor, Line& line);

}  // namespace faultbox
