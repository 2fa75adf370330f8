#include "target/oops/arm_lines.h"
#include "target/oops/common_lines.h"
#include "target/oops/kinds/kinds.h"
#include "target/oops/rules.h"

// A recorder links the text of the kernels it can run under, not that of other CPUs.
#if defined(FAULTBOX_EVERY_CPU) || defined(__i386__) || defined(__x86_64__)
#define FAULTBOX_X86_TEXT 1
#else
#define FAULTBOX_X86_TEXT 0
#endif

namespace faultbox {
namespace {

constexpr const std::span<const EventRule>* kEventTables[] = {
#if FAULTBOX_X86_TEXT
    &kMachineCheckEvents,
#endif
    &kFaultEvents, &kDieEvents, &kBugEvents, &kPanicEvents};

constexpr LineTable kLineTables[] = {
    {Arch::kUnknown, &kCommonLines},
    {Arch::kUnknown, &kPanicLines},
#if FAULTBOX_X86_TEXT
    {Arch::kUnknown, &kMachineCheckLines},
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
