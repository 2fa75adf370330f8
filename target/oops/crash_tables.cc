#include "target/oops/arm64_lines.h"
#include "target/oops/arm_lines.h"
#include "target/oops/common_lines.h"
#include "target/oops/kinds/kinds.h"
#include "target/oops/rules.h"
#include "target/oops/x86_lines.h"

// Of the reports that the kernels of this build print, those that stop the machine, as pstore keeps them.
namespace faultbox {
namespace {

constexpr const std::span<const EventRule>* kEventTables[] = {
#if FAULTBOX_X86_KERNEL
    &kX86FaultEvents, &kX86DieEvents, &kMachineCheckEvents,
#endif
    &kFaultEvents,    &kDieEvents,    &kBugEvents,
#if FAULTBOX_ARM64_KERNEL
    &kArm64Events,
#endif
    &kPanicEvents,
};

constexpr LineTable kLineTables[] = {
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

bool ReadsForeignText() {
    return false;
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
    return kLineTables;
}

}  // namespace faultbox
