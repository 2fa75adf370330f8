#pragma once

#include "host/explain/analyze.h"
#include "host/explain/crash_context.h"
#include "host/explain/explanation.h"

namespace faultbox {

/// Explains an event whose text does not state the fault address, as that of a log that begins behind the line with it:
/// by the address that the instruction at the pc accesses with the printed registers, where nothing can be mapped there
/// or the text has at least the status of a failed access. Likely at most. In all other cases there is a reason.
/// `symbols` and `options` are those of `context`, `fit` how the file of its pc fits.
Explanation ExplainUnstated(CrashContext& context, const SymbolStore& symbols, const AnalyzeOptions& options,
                            const SymbolVerdict& fit);

}  // namespace faultbox
