#include "target/oops/arm64_lines.h"
#include "target/oops/arm_lines.h"
#include "target/oops/common_lines.h"
#include "target/oops/kinds/hardware_kinds.h"
#include "target/oops/kinds/kinds.h"
#include "target/oops/rules.h"
#include "target/oops/x86_lines.h"

namespace faultbox {
namespace {

// x86's come before "BUG: " rules that take what these leave.
constexpr const std::span<const EventRule>* kEventTables[] = {
#if FAULTBOX_X86_KERNEL
    &kX86FaultEvents,      &kX86DieEvents,      &kMachineCheckEvents,
#endif
    &kFaultEvents,         &kDieEvents,         &kBugEvents,
#ifndef FAULTBOX_CRASHES_ONLY
    &kLockdepEvents,       &kPcieErrorEvents,   &kEccErrorEvents,     &kDmaFaultEvents,
#endif
#ifndef FAULTBOX_WITHOUT_ACPI
    &kHardwareErrorEvents, &kX86DmaFaultEvents, &kPlatformEvents,
#endif
#if FAULTBOX_ARM64_KERNEL
    &kArm64Events,
#endif
    &kPanicEvents,
};

constexpr const std::span<const FormTable>* kFormTables[] = {
#ifndef FAULTBOX_CRASHES_ONLY
    &kWarningEvents, &kBugCheckEvents, &kSanitizerEvents,
#endif
    &kStallEvents,   &kMemoryEvents,
};

constexpr LineTable kLineTables[] = {
#ifndef FAULTBOX_CRASHES_ONLY
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
#endif
#ifndef FAULTBOX_CRASHES_ONLY
    {Arch::kUnknown, &kPcieErrorLines},
    {Arch::kUnknown, &kDmaFaultLines},
#endif
#ifndef FAULTBOX_WITHOUT_ACPI
    {Arch::kUnknown, &kHardwareErrorLines},
    {Arch::kUnknown, &kX86DmaFaultLines},
    {Arch::kUnknown, &kPlatformLines},
#endif
    {Arch::kUnknown, &kHungTaskLines, EventKind::kHungTask},
    {Arch::kUnknown, &kLockupLines, EventKind::kHungTask},
    {Arch::kUnknown, &kLockupLines, EventKind::kSoftLockup},
    {Arch::kUnknown, &kLockupLines, EventKind::kHardLockup},
    {Arch::kUnknown, &kLockupLines, EventKind::kRcuStall},
    {Arch::kUnknown, &kLockupLines, EventKind::kWorkqueueStall},
    {Arch::kUnknown, &kMemoryLines, EventKind::kOomKill},
    {Arch::kUnknown, &kCommonLines},
    {Arch::kUnknown, &kPanicLines},
#if FAULTBOX_X86_KERNEL
    {Arch::kUnknown, &kMachineCheckLines},
#endif
#if FAULTBOX_ARM64_KERNEL
    // Before 32-bit ARM's, whose names of registers are a part of arm64's.
    {Arch::kArm64, &kArm64Lines},
#endif
#if FAULTBOX_ARM_KERNEL
    {Arch::kArm, &kArmLines},
#endif
#if FAULTBOX_X86_KERNEL
    {Arch::kI386, &kX86Lines},
    {Arch::kX86_64, &kX86Lines},
#endif
    {Arch::kUnknown, &kCommonForms},
};

}  // namespace

std::span<const std::span<const EventRule>* const> EventTables() {
    return kEventTables;
}

std::span<const std::span<const FormTable>* const> FormTables() {
    return kFormTables;
}

std::span<const EventRule> ProcessEvents() {
#if FAULTBOX_X86_KERNEL
    return kUserFaultEvents;
#else
    return {};
#endif
}

std::span<const LineTable> LineTables() {
    return kLineTables;
}

}  // namespace faultbox
