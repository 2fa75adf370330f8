#pragma once

#include <optional>

#include "host/explain/faulting_access.h"
#include "host/explain/member_finding.h"

namespace faultbox {

/// Where the code states the address itself, a small number: the compiler knew the pointer to be NULL and added the
/// member's offset to it. It is the variable or parameter that the debug information has as NULL there, or the pointer
/// of the unit that it has as NULL throughout, if one alone leads to a member of the right size; likely at most.
/// `request` is that of the access at `index`.
std::optional<Finding> ExplainConstantPointer(CrashContext& context, const FunctionView& view, size_t index,
                                              const FaultingAccess& access, MemberRequest request);

}  // namespace faultbox
