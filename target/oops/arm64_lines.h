#pragma once

#include <span>

#include "target/oops/rules.h"

namespace faultbox {

/// Lines of arm64 kernels: arch/arm64/kernel/process.c (__show_regs), traps.c and mm/fault.c.
extern const std::span<const LineRule> kArm64Lines;

}  // namespace faultbox
