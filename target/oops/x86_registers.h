#pragma once

#include "target/oops/rules.h"

namespace faultbox {

/// A line of registers of a 32- or 64-bit x86 kernel (arch/x86/kernel/process_32.c and process_64.c, __show_regs). It
/// has no fixed front: the rule that calls it has an empty prefix.
bool ReadX86Registers(EventBuilder& builder, const Line& line, Cursor rest);

/// What stands behind the instruction pointer on its line: "EFLAGS: 00010246 CPU: 0", "SS:ESP 0068:df44be90".
/// Takes what it knows and returns the rest.
std::string_view ReadX86Tail(EventBuilder& builder, const Line& line, Cursor rest);

}  // namespace faultbox
