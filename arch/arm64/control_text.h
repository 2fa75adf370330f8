#pragma once

#include "arch/common/arch_analysis.h"

namespace faultbox::arm64 {

/// PSTATE as the kernel saves it, SPSR_EL1 (DDI 0487, C5.2.18): of AArch64 state, or of AArch32 state where bit 4 says
/// so.
BitFields DescribePstate(uint64_t value, const DescribeContext& context);

}  // namespace faultbox::arm64
