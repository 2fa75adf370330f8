#include "target/oops/kinds/arm_user_faults.h"
#include "target/oops/kinds/hardware_kinds.h"
#include "target/oops/kinds/kinds.h"
#include "target/oops/process.h"
#include "target/oops/rules.h"

// Every report that the kernels of this build print. 32-bit ARM kernels have no ACPI, and so neither firmware's error
// records nor a PC's parts.
#define FAULTBOX_ACPI_KERNEL (FAULTBOX_ARM64_KERNEL || FAULTBOX_X86_KERNEL)

namespace faultbox {
namespace {

// x86's come before "BUG: " rules that take what these leave.
constexpr const std::span<const EventRule>* kEventTables[] = {
#if FAULTBOX_X86_KERNEL
    &kX86FaultEvents,      &kX86DieEvents,      &kMachineCheckEvents,
#endif
    &kCfiFailureEvents,    &kFaultEvents,       &kDieEvents,          &kBugEvents,
    &kLockdepEvents,       &kPcieErrorEvents,   &kEccErrorEvents,     &kDmaFaultEvents,
#if FAULTBOX_ACPI_KERNEL
    &kHardwareErrorEvents, &kX86DmaFaultEvents, &kPlatformEvents,
#endif
#if FAULTBOX_ARM64_KERNEL
    &kArm64Events,
#endif
    &kKindOfPanicEvents,   &kPanicEvents,
};

constexpr const std::span<const FormTable>* kFormTables[] = {&kWarningEvents, &kBugCheckEvents, &kSanitizerEvents,
                                                             &kStallEvents,   &kMemoryEvents,   &kTrapEvents};

constexpr NamedTable kNamedTables[] = {
    {BehindName, &kNamedEvents},
#if FAULTBOX_X86_KERNEL
    {BehindProcess, &kX86UserFaultEvents},
#endif
#if FAULTBOX_ARM_KERNEL || FAULTBOX_ARM64_KERNEL
    {BehindArmProcess, &kArmUserFaultEvents},
#endif
};

constexpr LineTable kLineTables[] = {
    {Arch::kUnknown, &kBugCheckLines, EventKind::kAtomicSleep},
    {Arch::kUnknown, &kBugCheckLines, EventKind::kBadPage},
    {Arch::kUnknown, &kBugCheckLines, EventKind::kBug},
    {Arch::kUnknown, &kLockdepLines, EventKind::kLockdep},
    {Arch::kUnknown, &kSanitizerLines, EventKind::kKasan},
    {Arch::kUnknown, &kSanitizerLines, EventKind::kKcsan},
    {Arch::kUnknown, &kSanitizerLines, EventKind::kKmsan},
    {Arch::kUnknown, &kSanitizerLines, EventKind::kUbsan},
    {Arch::kUnknown, &kSanitizerLines, EventKind::kKfence},
    {Arch::kUnknown, &kSanitizerLines, EventKind::kMemoryLeak},
    {Arch::kUnknown, &kPcieErrorLines},
    {Arch::kUnknown, &kDmaFaultLines},
    {Arch::kUnknown, &kHungTaskLines, EventKind::kHungTask},
    {Arch::kUnknown, &kLockupLines, EventKind::kHungTask},
    {Arch::kUnknown, &kLockupLines, EventKind::kSoftLockup},
    {Arch::kUnknown, &kLockupLines, EventKind::kHardLockup},
    {Arch::kUnknown, &kLockupLines, EventKind::kRcuStall},
    {Arch::kUnknown, &kLockupLines, EventKind::kWorkqueueStall},
    {Arch::kUnknown, &kMemoryLines, EventKind::kOomKill},
#if FAULTBOX_ACPI_KERNEL
    {Arch::kUnknown, &kHardwareErrorLines},
    {Arch::kUnknown, &kX86DmaFaultLines},
    {Arch::kUnknown, &kPlatformLines},
#endif
};

struct Conclusion {
    std::string_view reason;  ///< Of the panic, or its beginning.
    EventKind kind;
};

// kernel/hung_task.c, watchdog.c, rcu/tree_stall.h, mm/oom_kill.c.
constexpr Conclusion kConclusions[] = {
    {"hung_task: blocked tasks", EventKind::kHungTask},
    {"softlockup: hung tasks", EventKind::kSoftLockup},
    {"Hard LOCKUP", EventKind::kHardLockup},
    {"RCU Stall", EventKind::kRcuStall},
    {"Out of memory", EventKind::kOomKill},
    {"System is deadlocked on memory", EventKind::kOomKill},
};

}  // namespace

EventKind ReportBehindPanic(std::string_view reason) {
    for (const Conclusion& conclusion : kConclusions) {
        if (reason.starts_with(conclusion.reason)) return conclusion.kind;
    }
    return EventKind::kUnknown;
}

bool ReadsForeignText() {
    return true;
}

std::span<const std::span<const EventRule>* const> EventTables() {
    return kEventTables;
}

std::span<const std::span<const FormTable>* const> FormTables() {
    return kFormTables;
}

std::span<const NamedTable> NamedTables() {
    return kNamedTables;
}

std::span<const LineTable> LineTables() {
    return kLineTables;
}

}  // namespace faultbox
