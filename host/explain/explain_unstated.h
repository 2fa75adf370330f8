#pragma once

#include "host/explain/crash_context.h"
#include "host/explain/explanation.h"

namespace faultbox {

/// Explains an event whose text does not state the fault address, as that of a log that begins behind the line with it:
/// by the address that the instruction at the pc accesses with the printed registers, where nothing can be mapped there
/// or the text has at least the status of a failed access. Likely at most. In all other cases there is a reason.
/// `fit`: how the file of the pc fits.
Explanation ExplainUnstated(CrashContext& context, const SymbolVerdict& fit);

}  // namespace faultbox
