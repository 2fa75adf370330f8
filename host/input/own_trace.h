#pragma once

#include "target/format/crash_record.pb.h"

namespace faultbox {

/// The event's own trace is the first without a name; -1 where it has none.
int FindOwnTrace(const format::Event& event);

/// lr, where it is the innermost function of the event's own trace and the kernel printed the trace without it: arm64,
/// when what was called is no code (target/format/FORMAT.md, Signature). nullptr elsewhere.
const format::Location* CallerBeforeTrace(const format::Event& event);

}  // namespace faultbox
