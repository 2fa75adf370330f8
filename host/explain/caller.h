#pragma once

#include <optional>
#include <string>

#include "host/explain/crash_context.h"

namespace faultbox {

/// What a caller passed as an argument. Function and file live as long as the caller's symbol file.
struct CallerValue {
    TracedValue value;
    std::string_view function;
    std::string_view file;
    uint32_t line = 0;
};

/// The caller's place and expression.
PointerOrigin OriginIn(const CallerValue& caller);

/// How far a value could be followed.
struct CallerTrace {
    std::optional<CallerValue> value;
    std::string broken;  ///< Why no caller beyond is known: a clause. Empty where nothing was to be followed.
};

/// Follows a value that came into `view`'s function as an argument to the call that passed it, by the caller's code or
/// by what its debug information says of the call (DW_TAG_call_site_parameter), and on to that
/// function's own caller where it was only handed on. The callers are those of the link register, as long as the
/// function at the pc, the instruction at `index`, has not overwritten it, then those of the crash's trace. A caller
/// whose call goes to another function is not believed: a tail call lies between. An entry that the unwinder does not
/// vouch for counts where its call goes to this very function and no reliable one does, and makes the value ambiguous.
/// `is_interior`: the value cannot be the pointer to an object, but one into it. At most four calls. No value where
/// this one is no unchanged argument, or the caller's code does not tell.
CallerTrace TraceIntoCaller(CrashContext& context, const FunctionView& view, size_t index, const TracedValue& value,
                            bool is_interior);

}  // namespace faultbox
