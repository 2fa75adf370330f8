#pragma once

#include <cstdint>
#include <optional>

#include "host/explain/crash_context.h"
#include "host/explain/explanation.h"

namespace faultbox {

/// Explains a load or store that faulted: the pointer, where it came from, and the member it was meant to reach. Where
/// types do not tell, there are a reason and findings that are merely possible.
Explanation ExplainAccess(CrashContext& context);

/// Where the fetch of the next instruction failed after a jump: the pc holds no code, and the fault address is the
/// pc's. nullopt for any other crash.
std::optional<uint64_t> BadJumpTarget(CrashContext& context);

/// Explains a jump to an address that holds no code, by the call that stands before the return address in lr.
Explanation ExplainBadCall(CrashContext& context);

}  // namespace faultbox
