#pragma once

#include <optional>

#include "host/explain/crash_context.h"
#include "host/explain/explanation.h"

namespace faultbox {

/// Where the instruction that faulted reads the type of a function that is about to be called (see KcfiCheck), the
/// pointer to that function is what is bad. nullopt for any other crash.
std::optional<Explanation> ExplainCheckedCall(CrashContext& context);

/// Explains a branch that the kernel or the CPU refused (kCFI, BTI, IBT, shadow stacks): where it went by the kernel's
/// own words and, where the code tells, through which member it was made.
Explanation ExplainRefusedCall(CrashContext& context);

}  // namespace faultbox
