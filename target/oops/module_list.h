#pragma once

#include "target/oops/rules.h"

namespace faultbox {

/// `Modules linked in: a(O) b(+) c(OE-) [last unloaded: d]` (print_modules, kernel/module/main.c), and the lines that
/// it was wrapped into.
bool ReadModuleList(EventBuilder& builder, const Line& line, Cursor rest);

}  // namespace faultbox
