#pragma once

#include <string_view>

#include "target/oops/event_builder.h"

namespace faultbox {

/// Says that the event is of arm64, so that SettleArm64 runs at its end.
void SetArm64(EventBuilder& builder);

/// What only all lines together tell: checks statements that must agree, gives pc and lr their addresses, tells the
/// frames of an exception's handler from those below it, and names the kind where the words left it open and ESR does
/// not.
void SettleArm64(EventBuilder& builder);

/// True for a number that can be ESR_ELx but no fault status of 32-bit ARM, which uses bits 13 to 0 and 31 only
/// (arch/arm/mm/fault.h): it has one of the bits between, or more than eight digits.
bool IsSyndrome(std::string_view digits);

/// The kind of an event of which nothing but ESR_ELx is known.
EventKind KindOfSyndrome(uint64_t esr);

/// Takes bits that a line of "Mem abort info" states of ESR, and compares them with ESR once that is known.
void StateSyndrome(EventBuilder& builder, const SyndromeBits& bits);

}  // namespace faultbox
