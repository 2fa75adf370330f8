#pragma once

#include <string_view>

#include "target/oops/rules.h"

namespace faultbox {

/// The rule for a line that tells of a user process's fault, nullptr for other lines. Such a line begins with the
/// process's name, so that no prefix can find it. Looks for ": " in the first 40 characters only.
const EventRule* FindUserFault(std::string_view text);

/// Adds what the registers say to an event of kind kUserFault.
void SettleUserFault(CrashEvent& event, RegisterId pc, RegisterId sp);

}  // namespace faultbox
