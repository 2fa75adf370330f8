#pragma once

#include "target/oops/rules.h"

namespace faultbox {

/// `Modules linked in: a(O) b(+) c(OE-) [last unloaded: d]` (print_modules, kernel/module/main.c), and the lines that
/// it was wrapped into.
bool ReadModuleList(EventBuilder& builder, const Line& line, Cursor rest);

/// A line that the list goes on in. Since nothing but names of modules may stand in it, it may have another caller than
/// the line before it (CONFIG_PRINTK_CALLER):
///   [    3.832565][   T56] Modules linked in: headunit(O) …
///   [    3.832565][    C1]  mediacodec(O) [last unloaded: ramoops]
bool ReadWrappedModules(EventBuilder& builder, const Line& line, Cursor rest);

}  // namespace faultbox
