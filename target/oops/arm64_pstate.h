#pragma once

#include "target/oops/event_builder.h"

namespace faultbox {

/// Digits of the number; more only where PSTATE has bits above 31 set.
inline constexpr unsigned kPstateDigits = 8;

/// `pstate: 60400005 (nZCv daif +PAN -UAO)` (print_pstate, arch/arm64/kernel/process.c): the number counts, and
/// letters that say something else are damage. Up to 4.14 there are no letters.
bool ReadPstate(EventBuilder& builder, const Line& line, Cursor rest);

}  // namespace faultbox
