#pragma once

#include "target/oops/event_builder.h"

namespace faultbox {

/// Says that the event is of 32-bit ARM, so that SettleArm runs at its end.
void SetArm(EventBuilder& builder);

/// What only ARM's registers together tell: checks statements that must agree, gives pc and lr their addresses, and
/// names the kind where the words left it open and the fault status register does not.
void SettleArm(EventBuilder& builder);

}  // namespace faultbox
