#include "target/oops/event_builder.h"
#include "target/oops/kinds/kinds.h"

namespace faultbox {
namespace {

// Alignment trap: not handling instruction e1930f9f at [<bf0079dc>]
// In front of "Unhandled fault: alignment exception", where pc is behind that instruction already (do_alignment,
// arch/arm/mm/alignment.c). A process that did it is sent a signal instead.
void BeginAlignmentTrap(EventBuilder& builder, const Line&, Cursor) {
    builder.announced = true;
    builder.user_unless_dying = true;
}

constexpr FormRule kReports[] = {
    // Division by zero in kernel., and the trace (__div0, arch/arm/kernel/traps.c); the kernel goes on.
    {"Division by zero in kernel.", {}, EventKind::kDivideError, Severity::kError},
    // potentially unexpected fatal signal 11., and the registers (print_fatal_signal, kernel/signal.c)
    {"potentially unexpected fatal signal ", "%d.\0user.signal", EventKind::kUserFault, Severity::kWarning},
};

constexpr FormRule kAlignmentTraps[] = {
    {"Alignment trap: not handling instruction ", "%x at [<%x>]\0instruction\0instruction_address",
     EventKind::kAlignmentFault, Severity::kFatal},
};

constexpr FormTable kTables[] = {{kReports}, {kAlignmentTraps, BeginAlignmentTrap}};

}  // namespace

constinit const std::span<const FormTable> kTrapEvents = kTables;

}  // namespace faultbox
