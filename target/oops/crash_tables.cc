#include "target/oops/kinds/kinds.h"
#include "target/oops/rules.h"

// Of the reports that the kernels of this build print, those that stop the machine, as pstore keeps them.
namespace faultbox {
namespace {

constexpr const std::span<const EventRule>* kEventTables[] = {
#if FAULTBOX_X86_KERNEL
    &kX86FaultEvents,   &kX86DieEvents, &kMachineCheckEvents,
#endif
    &kCfiFailureEvents, &kFaultEvents,  &kDieEvents,          &kBugEvents,
#if FAULTBOX_ARM64_KERNEL
    &kArm64Events,
#endif
    &kPanicEvents,
};

}  // namespace

bool ReadsForeignText() {
    return false;
}

EventKind ReportBehindPanic(std::string_view) {
    return EventKind::kUnknown;
}

std::span<const std::span<const EventRule>* const> EventTables() {
    return kEventTables;
}

std::span<const std::span<const FormTable>* const> FormTables() {
    return {};
}

std::span<const NamedTable> NamedTables() {
    return {};
}

std::span<const LineTable> LineTables() {
    return {};
}

}  // namespace faultbox
