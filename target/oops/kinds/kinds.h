#pragma once

#include <span>

#include "target/oops/rules.h"

namespace faultbox {

/// The lines that begin an event, one table for each family of kinds.
extern const std::span<const EventRule> kFaultEvents;        ///< Memory faults, as ARM's fault handlers announce them.
extern const std::span<const EventRule> kDieEvents;          ///< die(): "Internal error: …".
extern const std::span<const EventRule> kBugEvents;          ///< BUG() and what stops a processor likewise.
extern const std::span<const EventRule> kArm64Events;        ///< Exceptions that only arm64 announces so.
extern const std::span<const EventRule> kKindOfPanicEvents;  ///< Panics whose reason is a kind of its own.
extern const std::span<const EventRule> kPanicEvents;        ///< Behind the former.
extern const std::span<const FormTable> kWarningEvents;      ///< WARN() and the checks that print through it.
extern const std::span<const FormTable> kBugCheckEvents;     ///< "BUG: …" that stops nothing.
extern const std::span<const EventRule> kLockdepEvents;      ///< The lock validator.
extern const std::span<const FormTable> kStallEvents;        ///< Hung tasks, lockups, stalls.
extern const std::span<const FormTable> kSanitizerEvents;    ///< KASAN and its kin.
extern const std::span<const FormTable> kMemoryEvents;       ///< Memory that ran out.
extern const std::span<const FormTable> kTrapEvents;         ///< Traps of ARM that stop nothing, and fatal signals.

/// Lines of one family's events only.
extern const std::span<const LineRule> kBugCheckLines;
extern const std::span<const LineRule> kLockdepLines;
extern const std::span<const LineRule> kHungTaskLines;
extern const std::span<const LineRule> kLockupLines;
extern const std::span<const LineRule> kSanitizerLines;
extern const std::span<const LineRule> kMemoryLines;

extern const std::span<const EventRule> kNamedEvents;  ///< Behind the name of a task or a device.
/// Finds what stands behind such a name at the front of a line: " invoked oom-killer: " behind "java". 0 where nothing
/// known does. Looks at the first 64 characters only.
size_t BehindName(std::string_view text);

/// True while the open event is one message that the line of a WARN or BUG has to follow.
bool AwaitsReport(const EventBuilder& builder);
extern const std::span<const EventRule> kX86UserFaultEvents;  ///< Faults of processes on x86, behind "name[pid]".
extern const std::span<const EventRule> kCfiFailureEvents;    ///< Calls that kCFI refuses.
extern const std::span<const EventRule> kX86FaultEvents;      ///< What x86 says before it dies.
extern const std::span<const EventRule> kX86DieEvents;        ///< die() of x86: "Oops: …", "divide error: …".
extern const std::span<const EventRule> kMachineCheckEvents;  ///< x86: errors the processor reports.

/// True while the open event has been announced and waits for its die() line.
bool AwaitsDie(const EventBuilder& builder);

/// True while a trap was announced that reports itself with BUG(): "traps: Missing ENDBR: …".
bool AwaitsBug(const EventBuilder& builder);

/// Lines of one panic only: processors that are told to stop.
extern const std::span<const LineRule> kPanicLines;
/// Lines of a machine check only.
extern const std::span<const LineRule> kMachineCheckLines;

}  // namespace faultbox
