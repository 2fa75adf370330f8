#pragma once

#include "target/oops/rules.h"

namespace faultbox {

/// "Stack:" of x86 kernels up to 4.8, behind that prefix; the words are on this line or on those that follow
/// (arch/x86/kernel/dumpstack_32.c and dumpstack_64.c, show_stack_log_lvl). The first lies at the stack pointer.
bool ReadX86Stack(EventBuilder& builder, const Line& line, Cursor rest);

}  // namespace faultbox
