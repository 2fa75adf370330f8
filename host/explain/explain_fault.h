#pragma once

#include "host/explain/crash_context.h"
#include "host/explain/explanation.h"
#include "target/oops/crash_event.h"

namespace faultbox {

/// True where an access to memory is what the event is about.
bool IsMemoryFault(EventKind kind);

/// Explains an event whose fault address is stated, or nothing: by symbols, and as far as those do not tell by what
/// address, status and registers say by themselves. `symbols`: how those of the pc fit.
Explanation ExplainFault(CrashContext& context, const SymbolVerdict& symbols);

/// A reason that is better than what the explanation ran into.
std::string BetterReason(const SymbolVerdict& symbols, const std::string& reason);

}  // namespace faultbox
