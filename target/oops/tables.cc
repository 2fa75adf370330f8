#include "target/oops/arm_lines.h"
#include "target/oops/common_lines.h"
#include "target/oops/kinds/hardware_kinds.h"
#include "target/oops/kinds/kinds.h"
#include "target/oops/rules.h"

namespace faultbox {
namespace {

constexpr const std::span<const EventRule>* kEventTables[] = {
    &kFaultEvents,         &kDieEvents,         &kBugEvents,      &kPcieErrorEvents, &kEccErrorEvents, &kDmaFaultEvents,
#ifndef FAULTBOX_WITHOUT_ACPI
    &kHardwareErrorEvents, &kX86DmaFaultEvents, &kPlatformEvents,
#endif
    &kPanicEvents,
};

constexpr LineTable kLineTables[] = {
    {Arch::kUnknown, &kCommonLines},        {Arch::kUnknown, &kPanicLines},       {Arch::kArm, &kArmLines},
    {Arch::kUnknown, &kPcieErrorLines},     {Arch::kUnknown, &kDmaFaultLines},
#ifndef FAULTBOX_WITHOUT_ACPI
    {Arch::kUnknown, &kHardwareErrorLines}, {Arch::kUnknown, &kX86DmaFaultLines}, {Arch::kUnknown, &kPlatformLines},
#endif
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
