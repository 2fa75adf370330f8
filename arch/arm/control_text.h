#pragma once

#include "arch/common/arch_analysis.h"

namespace faultbox::arm {

/// Bit fields of the fault status (DFSR, or IFSR for a prefetch abort).
BitFields DescribeStatus(uint64_t status, bool prefetch);
/// "translation fault, level 1"; "reserved status code" where the manual defines none.
const char* CauseName(uint64_t status, bool prefetch);

/// CPSR or SPSR (DDI 0406C, B1.3.3).
BitFields DescribePsr(uint64_t value, const DescribeContext& context);
/// SCTLR (B4.1.130).
BitFields DescribeControl(uint64_t value, const DescribeContext& context);
/// TTBR0 (B4.1.154): all of it in the short-descriptor format, its low half in the long-descriptor format.
BitFields DescribeTable(uint64_t value, const DescribeContext& context);
/// DACR (B4.1.43): two bits for each of 16 domains.
BitFields DescribeDac(uint64_t value, const DescribeContext& context);

/// Remarks for ArchAnalysis; nullptr where there is nothing to say.
const char* RemarkOnTable(uint64_t value, const DescribeContext& context);
const char* RemarkOnDac(uint64_t value, const DescribeContext& context);

}  // namespace faultbox::arm
