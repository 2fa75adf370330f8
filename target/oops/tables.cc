#include "target/oops/arm_lines.h"
#include "target/oops/common_lines.h"
#include "target/oops/kinds/kinds.h"
#include "target/oops/rules.h"

namespace faultbox {
namespace {

constexpr const std::span<const EventRule>* kEventTables[] = {&kFaultEvents, &kDieEvents, &kBugEvents, &kPanicEvents,
                                                              &kMachineCheckEvents};

constexpr LineTable kLineTables[] = {
    {Arch::kUnknown, &kCommonLines}, {Arch::kUnknown, &kPanicLines},  {Arch::kUnknown, &kMachineCheckLines},
    {Arch::kArm, &kArmLines},        {Arch::kUnknown, &kCommonForms},
};

}  // namespace

std::span<const std::span<const EventRule>* const> EventTables() {
    return kEventTables;
}

std::span<const LineTable> LineTables() {
    return kLineTables;
}

}  // namespace faultbox
