#include "target/oops/arm64_lines.h"
#include "target/oops/arm_lines.h"
#include "target/oops/common_lines.h"
#include "target/oops/kinds/kinds.h"
#include "target/oops/rules.h"

namespace faultbox {
namespace {

constexpr const std::span<const EventRule>* kEventTables[] = {&kFaultEvents,   &kDieEvents,   &kBugEvents,
                                                              &kLockdepEvents, &kArm64Events, &kPanicEvents};

constexpr const std::span<const FormTable>* kFormTables[] = {&kWarningEvents, &kBugCheckEvents, &kStallEvents,
                                                             &kSanitizerEvents, &kMemoryEvents};

constexpr LineTable kLineTables[] = {
    {Arch::kUnknown, &kBugCheckLines, EventKind::kAtomicSleep},
    {Arch::kUnknown, &kBugCheckLines, EventKind::kBadPage},
    {Arch::kUnknown, &kBugCheckLines, EventKind::kBug},
    {Arch::kUnknown, &kLockdepLines, EventKind::kLockdep},
    {Arch::kUnknown, &kHungTaskLines, EventKind::kHungTask},
    {Arch::kUnknown, &kLockupLines, EventKind::kHungTask},
    {Arch::kUnknown, &kLockupLines, EventKind::kSoftLockup},
    {Arch::kUnknown, &kLockupLines, EventKind::kHardLockup},
    {Arch::kUnknown, &kLockupLines, EventKind::kRcuStall},
    {Arch::kUnknown, &kLockupLines, EventKind::kWorkqueueStall},
    {Arch::kUnknown, &kSanitizerLines, EventKind::kKasan},
    {Arch::kUnknown, &kSanitizerLines, EventKind::kKcsan},
    {Arch::kUnknown, &kSanitizerLines, EventKind::kKmsan},
    {Arch::kUnknown, &kSanitizerLines, EventKind::kUbsan},
    {Arch::kUnknown, &kSanitizerLines, EventKind::kKfence},
    {Arch::kUnknown, &kSanitizerLines, EventKind::kMemoryLeak},
    {Arch::kUnknown, &kMemoryLines, EventKind::kOomKill},
    {Arch::kUnknown, &kCommonLines},
    {Arch::kUnknown, &kPanicLines},
#if FAULTBOX_ARM64_KERNEL
    // Before 32-bit ARM's, whose names of registers are a part of arm64's.
    {Arch::kArm64, &kArm64Lines},
#endif
    {Arch::kArm, &kArmLines},
    {Arch::kUnknown, &kCommonForms},
};

}  // namespace

std::span<const std::span<const EventRule>* const> EventTables() {
    return kEventTables;
}

std::span<const std::span<const FormTable>* const> FormTables() {
    return kFormTables;
}

std::span<const LineTable> LineTables() {
    return kLineTables;
}

}  // namespace faultbox
