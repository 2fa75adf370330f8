#pragma once

#include "target/oops/event_builder.h"

namespace faultbox {

/// "PC is at fn+0x10/0x20", "LR is at 0x…" of 32-bit ARM and, up to 4.14, arm64 (__show_regs). A place that is already
/// known stays.
bool ReadPcIsAt(EventBuilder& builder, const Line& line, Cursor rest);
bool ReadLrIsAt(EventBuilder& builder, const Line& line, Cursor rest);

/// Gives a place the address that its register has. Where the words state another one, that is damage: the register,
/// whose digits have a fixed number, counts.
void SettlePlace(EventBuilder& builder, CodeLocation& where, RegisterId id, const StatedWords& stated);

}  // namespace faultbox
