#pragma once

#include "target/oops/rules.h"

namespace faultbox {

/// `Code: ` with words of two (x86 bytes), four (Thumb) or eight hexadecimal digits, the faulting one in () or <>.
/// Words go into memory in little-endian order, which all kernels print that we know of. A word of another length is
/// damage: nothing beyond it can be placed relative to the faulting one, so that only the stretch around that is kept.
bool ReadCodeLine(EventBuilder& builder, const Line& line, Cursor rest);

}  // namespace faultbox
