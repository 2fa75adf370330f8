#pragma once

#include "target/oops/rules.h"

namespace faultbox {

/// The instruction pointer's line, behind "RIP" or "EIP". Inside a trace it is of an interrupted frame, which is added
/// to the trace.
bool ReadRip(EventBuilder& builder, const Line& line, Cursor rest);
bool ReadEip(EventBuilder& builder, const Line& line, Cursor rest);

/// Behind "EIP is at ".
bool ReadEipIsAt(EventBuilder& builder, const Line& line, Cursor rest);

/// Behind "IP:" and "printing eip:", what a page fault's announcement is followed by.
bool ReadIp(EventBuilder& builder, const Line& line, Cursor rest);

}  // namespace faultbox
