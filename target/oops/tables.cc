#include "target/oops/arm_lines.h"
#include "target/oops/common_lines.h"
#include "target/oops/kinds/kinds.h"
#include "target/oops/rules.h"
#include "target/oops/x86_lines.h"

namespace faultbox {
namespace {

constexpr const std::span<const EventRule>* kEventTables[] = {&kX86FaultEvents, &kX86DieEvents, &kFaultEvents,
                                                              &kDieEvents,      &kBugEvents,    &kPanicEvents};

constexpr LineTable kLineTables[] = {
    {Arch::kUnknown, &kCommonLines}, {Arch::kUnknown, &kPanicLines}, {Arch::kArm, &kArmLines},
    {Arch::kI386, &kX86Lines},       {Arch::kX86_64, &kX86Lines},    {Arch::kUnknown, &kCommonForms},
};

}  // namespace

std::span<const std::span<const EventRule>* const> EventTables() {
    return kEventTables;
}

std::span<const LineTable> LineTables() {
    return kLineTables;
}

}  // namespace faultbox
