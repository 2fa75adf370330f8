#pragma once

#include "host/explain/crash_context.h"
#include "host/explain/explanation.h"

namespace faultbox {

/// Explains a load or store that faulted: the pointer, where it came from, and the member it was meant to reach.
Explanation ExplainAccess(CrashContext& context);

/// Explains a jump to an address that holds no code, by the call that stands before the return address in lr.
Explanation ExplainBadCall(CrashContext& context);

}  // namespace faultbox
