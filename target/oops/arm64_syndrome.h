#pragma once

#include "target/oops/rules.h"

namespace faultbox {

/// `  SET = 0, FnV = 0` and the like: fields of ESR that "Mem abort info" and "Data abort info" state beside ESR itself
/// (mem_abort_decode and data_abort_decode, arch/arm64/mm/fault.c). They say nothing new, so that they are only
/// compared. `line.text` is read from its beginning.
bool ReadSyndromeFields(EventBuilder& builder, const Line& line, Cursor rest);

/// `  ESR = 0x0000000096000046`: 8 digits up to 5.18, 16 since.
bool ReadSyndrome(EventBuilder& builder, const Line& line, Cursor rest);

}  // namespace faultbox
