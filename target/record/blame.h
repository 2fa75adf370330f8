#pragma once

#include <string_view>

#include "target/oops/crash_event.h"

namespace faultbox::record {

/// True for functions that are never to blame for what was reported while they ran: those that print the report, that
/// copy, lock or keep lists on behalf of their caller, and, where a task hangs, the scheduler that it waits in.
/// `symbol` is untrusted, without what a compiler appended (NormalizeSymbol).
bool IsHelper(std::string_view symbol, EventKind kind);

}  // namespace faultbox::record
