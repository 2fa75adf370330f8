#pragma once

#include <memory>
#include <optional>

#include "host/explain/crash_context.h"

namespace faultbox {

/// A jump that a called function ends with, so that what it goes to returns to that function's
/// caller.
struct TailJump {
    std::unique_ptr<FunctionView> view;  ///< Of the called function.
    size_t index = 0;                    ///< Of the jump.
    bool is_only_way = false;            ///< The function calls and jumps nowhere else.
};

/// The tail call through a register in the function that the call at `call` of `caller` goes to. nullopt where that
/// function is not known, or has no such jump or several.
std::optional<TailJump> FindTailJump(CrashContext& context, const FunctionView& caller, size_t call);

/// The direct jump to `callee` that the function which the call at `call` of `caller` goes to ends with. nullopt where
/// that function is not known, or has no such jump.
std::optional<TailJump> FindJumpTo(CrashContext& context, const FunctionView& caller, size_t call,
                                   const LinkedLocation& callee);

}  // namespace faultbox
