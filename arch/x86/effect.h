#pragma once

#include "arch/x86/modrm.h"

namespace faultbox::x86 {

/// What an instruction that has been taken apart does.
Instruction Interpret(const Encoded& encoded);

}  // namespace faultbox::x86
