#pragma once

#include "host/explain/crash_context.h"
#include "host/explain/explanation.h"

namespace faultbox {

/// What fault status, address and registers say by themselves: the direction of the access, the cause, and how far
/// behind which bad pointer the address lies. Names no member. Where the instruction contradicts the status, the
/// direction is not certain.
Explanation ExplainWithoutSymbols(CrashContext& context);

}  // namespace faultbox
