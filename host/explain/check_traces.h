#pragma once

#include "host/explain/crash_context.h"

namespace faultbox {

/// Checks the event's traces call by call against the code of the symbol files that fit, walks the captured stack words
/// with their unwind tables, and puts what comes out into `analysis`: a trust for each frame, the unwinder's own frames
/// where the kernel printed no trace, and notes where the two differ.
void CheckTraces(CrashContext& context, EventAnalysis& analysis);

}  // namespace faultbox
