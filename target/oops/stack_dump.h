#pragma once

#include "target/oops/event_builder.h"

namespace faultbox {

/// `Stack: (0x… to 0x…)` of ARM and, up to 4.14, arm64 (dump_mem, traps.c). `rest` is behind the parenthesis.
bool ReadStackHeader(EventBuilder& builder, const Line& line, Cursor rest);

/// A row of that dump: 32 bytes, labelled with the low half of its address, in words of 8 or (arm64 from 4.2 on) 16
/// digits. A row that does not follow the one before ends the dump: words have no gaps. Rows of other dumps are taken
/// and left alone.
bool ReadStackRow(EventBuilder& builder, const Line& line, Cursor rest);

/// `Exception stack(0x… to 0x…)`: a dump of its own, which ends the one before.
bool ReadExceptionStack(EventBuilder& builder, const Line& line, Cursor rest);

}  // namespace faultbox
