#include "target/oops/arm_lines.h"
#include "target/oops/common_lines.h"
#include "target/oops/kinds/kinds.h"
#include "target/oops/rules.h"

namespace faultbox {

std::span<const std::span<const EventRule>> EventTables() {
    static const std::span<const EventRule> kTables[] = {kFaultEvents, kDieEvents, kBugEvents, kPanicEvents};
    return kTables;
}

std::span<const LineTable> LineTables() {
    static const LineTable kTables[] = {
        {Arch::kUnknown, kCommonLines},
        {Arch::kUnknown, kPanicLines},
        {Arch::kArm, kArmLines},
        {Arch::kUnknown, kCommonForms},
    };
    return kTables;
}

}  // namespace faultbox
