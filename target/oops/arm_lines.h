#pragma once

#include <span>

#include "target/oops/rules.h"

namespace faultbox {

/// Lines of 32-bit ARM kernels: arch/arm/kernel/process.c (__show_regs) and traps.c (__die, dump_mem).
extern const std::span<const LineRule> kArmLines;

}  // namespace faultbox
