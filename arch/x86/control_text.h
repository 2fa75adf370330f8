#pragma once

#include "arch/common/arch_analysis.h"

namespace faultbox::x86 {

/// Bit fields of a page fault's error code (SDM vol. 3, 4.7).
BitFields DescribePageFault(uint64_t error_code, bool is_prefetch);
/// "page not present", "write to a read-only page".
const char* PageFaultCauseName(uint64_t error_code, bool is_prefetch);
/// Error code of #TS, #NP, #SS and #GP (SDM vol. 3, 6.13).
BitFields DescribeSelectorError(uint64_t error_code, const DescribeContext& context);
/// Error code of #CP (SDM vol. 3, 6.15, interrupt 21).
BitFields DescribeControlProtection(uint64_t error_code, const DescribeContext& context);

/// EFLAGS (SDM vol. 1, 3.4.3).
BitFields DescribeEflags(uint64_t value, const DescribeContext& context);
/// CR0 and CR4 (SDM vol. 3, 2.5; Linux: arch/x86/include/uapi/asm/processor-flags.h).
BitFields DescribeCr0(uint64_t value, const DescribeContext& context);
BitFields DescribeCr4(uint64_t value, const DescribeContext& context);
/// CR3 (SDM vol. 3, 2.5, 4.3, 4.4.1 and 4.5.2). Its low bits depend on CR4, see DescribeContext::cr4; without it only
/// what all forms share is described.
BitFields DescribeCr3Of32(uint64_t value, const DescribeContext& context);
BitFields DescribeCr3Of64(uint64_t value, const DescribeContext& context);
/// PKRU (SDM vol. 3, 4.6.2): two bits for each of 16 protection keys.
BitFields DescribePkru(uint64_t value, const DescribeContext& context);

/// DR6 and DR7 (SDM vol. 3, "Debug Registers").
BitFields DescribeDr6(uint64_t value, const DescribeContext& context);
BitFields DescribeDr7(uint64_t value, const DescribeContext& context);

/// A segment selector (SDM vol. 3, 3.4.2).
BitFields DescribeSelector(uint64_t value, const DescribeContext& context);

/// Remarks for ArchAnalysis; nullptr where there is nothing to say. Those on registers with reserved bits say when such
/// bits are set: the value is damaged, or of another register.
const char* RemarkOnPageFault(uint64_t error_code, const DescribeContext& context);
const char* RemarkOnSelectorError(uint64_t error_code, const DescribeContext& context);
const char* RemarkOnControlProtection(uint64_t error_code, const DescribeContext& context);
const char* RemarkOnEflags(uint64_t value, const DescribeContext& context);
const char* RemarkOnCr0(uint64_t value, const DescribeContext& context);
const char* RemarkOnCr3(uint64_t value, const DescribeContext& context);
const char* RemarkOnCr4(uint64_t value, const DescribeContext& context);
const char* RemarkOnPkru(uint64_t value, const DescribeContext& context);
const char* RemarkOnDr6(uint64_t value, const DescribeContext& context);
const char* RemarkOnDr7(uint64_t value, const DescribeContext& context);
/// Whose segment it is in Linux (arch/x86/include/asm/segment.h), as each of the two kernels numbers them.
const char* RemarkOnSelectorOf32(uint64_t value, const DescribeContext& context);
const char* RemarkOnSelectorOf64(uint64_t value, const DescribeContext& context);

}  // namespace faultbox::x86
