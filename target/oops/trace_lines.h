#pragma once

#include "target/oops/rules.h"

namespace faultbox {

/// One line of a backtrace.
///
/// ARM prints pairs, "A from B": A is the function of a frame, B the place in its caller that A returns to. A trace
/// here is the list of the Bs, as other CPUs print it. The A of a line says nothing new when it is the function of the
/// entry before it or, on the first line, of pc; where it is neither, the trace gets an entry for A. What A's line says
/// of the place inside A is kept when it can be one (4.x: the address of the frame's pc); `A+0x0` of the frame pointer
/// unwinder is where A begins, not where it was, so that only the name stays. An A on the first line that is the
/// function of lr is where pc was called from: with pc out of all text (a call through NULL) the unwinder begins at lr,
/// and so does the trace.
///
/// Other CPUs print one place a line, with "?" before those that may be left over on the stack.
bool ReadTraceLine(EventBuilder& builder, const Line& line, Cursor rest);

/// "Call trace:", "Backtrace:": begins the event's own trace unless it has begun.
bool ReadTraceHeader(EventBuilder& builder, const Line& line, Cursor rest);

}  // namespace faultbox
