#include "target/oops/arm64_lines.h"
#include "target/oops/arm_lines.h"
#include "target/oops/common_lines.h"
#include "target/oops/kinds/kinds.h"
#include "target/oops/rules.h"

namespace faultbox {
namespace {

constexpr const std::span<const EventRule>* kEventTables[] = {
    &kFaultEvents, &kDieEvents, &kBugEvents,
#if FAULTBOX_ARM64_KERNEL
    &kArm64Events,
#endif
    &kPanicEvents,
};

constexpr LineTable kLineTables[] = {
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

std::span<const LineTable> LineTables() {
    return kLineTables;
}

}  // namespace faultbox
