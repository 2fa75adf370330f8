#include "target/oops/arm64_lines.h"
#include "target/oops/arm_lines.h"
#include "target/oops/common_lines.h"
#include "target/oops/kinds/kinds.h"
#include "target/oops/rules.h"
#include "target/oops/x86_lines.h"

namespace faultbox {
namespace {

constexpr LineTable kCrashLineTables[] = {
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

std::span<const LineTable> CrashLineTables() {
    return kCrashLineTables;
}

}  // namespace faultbox
