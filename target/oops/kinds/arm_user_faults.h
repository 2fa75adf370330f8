#pragma once

#include <string_view>

#include "target/oops/rules.h"

namespace faultbox {

/// Finds what stands behind the name of a process, with its number or without, when it can be a fault as ARM and arm64
/// tell of it. 0 where there is none. Looks at the first 40 characters only.
size_t BehindArmProcess(std::string_view text);

extern const std::span<const EventRule> kArmUserFaultEvents;  ///< Behind such a name.

/// Adds what the registers say to an event of kind kUserFault.
void SettleUserFault(CrashEvent& event, RegisterId pc, RegisterId sp);

}  // namespace faultbox
