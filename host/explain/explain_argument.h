#pragma once

#include <optional>

#include "host/explain/crash_context.h"
#include "host/explain/faulting_access.h"
#include "host/explain/member_finding.h"

namespace faultbox {

/// Explains an access through an argument of a function that has no types, as those in assembly, by what its caller
/// passed. `request` has the evidence of the access; its value is replaced. nullopt where the argument or the caller
/// is not known, or where what they lead to is no bad pointer.
std::optional<Finding> ExplainUntypedArgument(CrashContext& context, const FunctionView& view, size_t index,
                                              const FaultingAccess& access, MemberRequest request);

}  // namespace faultbox
