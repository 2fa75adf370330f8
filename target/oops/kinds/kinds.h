#pragma once

#include <span>

#include "target/oops/rules.h"

namespace faultbox {

/// The lines that begin an event, one table for each family of kinds.
extern const std::span<const EventRule> kFaultEvents;  ///< Memory faults, as ARM's fault handlers announce them.
extern const std::span<const EventRule> kDieEvents;    ///< die(): "Internal error: …".
extern const std::span<const EventRule> kBugEvents;    ///< BUG() and what stops a processor likewise.
extern const std::span<const EventRule> kPanicEvents;
extern const std::span<const EventRule> kMachineCheckEvents;  ///< x86: errors the processor reports.

/// True while the open event has been announced and waits for its die() line.
bool AwaitsDie(const EventBuilder& builder);

/// Lines of one panic only: processors that are told to stop.
extern const std::span<const LineRule> kPanicLines;
/// Lines of a machine check only.
extern const std::span<const LineRule> kMachineCheckLines;

}  // namespace faultbox
