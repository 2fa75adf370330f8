#pragma once

#include <vector>

#include "host/explain/crash_context.h"
#include "host/explain/explanation.h"
#include "host/explain/faulting_access.h"

namespace faultbox {

/// Where no type is known for the pointer of `access`, of the instruction at `index` of `view`: the members that the
/// access would be of, in the structures that variables of the function and of what is inlined into it point to. Only
/// whole members of the size of the access count. Best first, all of them merely possible; empty where none or too many
/// fit.
std::vector<Finding> FindPossibleMembers(CrashContext& context, const FunctionView& view, size_t index,
                                         const FaultingAccess& access);

}  // namespace faultbox
