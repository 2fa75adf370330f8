#pragma once

#include "target/oops/line_scanner.h"

namespace faultbox {

/// Takes what loggers and the kernel put before the words of a line off `line.text`, and fills in time, level, caller
/// and prefix_size. Looks at the first 256 bytes only. A line without a prefix is left as it is.
void StripPrefix(Line& line);

}  // namespace faultbox
