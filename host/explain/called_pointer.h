#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "host/explain/crash_context.h"
#include "host/explain/explanation.h"

namespace faultbox {

/// The function pointer that `reg` held before the instruction at `index`: where it is merely a variable's, the member
/// that was assigned to the variable.
std::expected<TracedValue, std::string> TraceFunctionPointer(const FunctionView& view, size_t index, RegisterId reg);

/// The member that a called pointer was loaded from; fails with a clause where it was loaded from none.
std::expected<TracedValue, std::string> LoadedFromMember(std::expected<TracedValue, std::string> called);

/// A finding about a call through `called`, which was loaded from a member, whose value was `value` and which `where`
/// held ("r3", empty for memory). Without claim; certain where all agrees.
Finding DescribeCall(CrashContext& context, const TracedValue& called, const std::string& where, uint64_t value,
                     SymbolFit fit);

}  // namespace faultbox
