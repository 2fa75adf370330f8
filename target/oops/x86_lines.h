#pragma once

#include <span>

#include "target/oops/rules.h"

namespace faultbox {

/// Lines of x86 kernels, 32 and 64 bits: arch/x86/kernel/dumpstack.c, process_32.c and process_64.c, mm/fault.c.
extern const std::span<const LineRule> kX86Lines;

}  // namespace faultbox
