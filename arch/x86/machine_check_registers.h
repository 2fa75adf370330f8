#pragma once

#include "arch/common/arch_analysis.h"

namespace faultbox::x86 {

/// MCi_STATUS; its meaning hangs on the context's bank, cpuid, vendor and ipid.
BitFields DescribeStatusRegister(uint64_t value, const DescribeContext& context);
const char* RemarkOnStatusRegister(uint64_t value, const DescribeContext& context);
BitFields DescribeGlobalRegister(uint64_t value, const DescribeContext& context);
/// MCi_MISC; differs by vendor.
BitFields DescribeMiscRegister(uint64_t value, const DescribeContext& context);
const char* RemarkOnMiscRegister(uint64_t value, const DescribeContext& context);
BitFields DescribeIpidRegister(uint64_t value, const DescribeContext& context);

/// The registers of machine checks that `faultscope fault` describes, for the tables of both x86 CPUs.
inline constexpr DescribedRegister kMciStatusRegister = {"mci_status",
                                                         "IA32_MCi_STATUS or MCA_STATUS, machine check bank status",
                                                         DescribeStatusRegister, RemarkOnStatusRegister};
inline constexpr DescribedRegister kMcgStatusRegister = {"mcg_status", "IA32_MCG_STATUS, machine check global status",
                                                         DescribeGlobalRegister, nullptr};
inline constexpr DescribedRegister kMciMiscRegister = {"mci_misc", "IA32_MCi_MISC or MCA_MISC0", DescribeMiscRegister,
                                                       RemarkOnMiscRegister};
inline constexpr DescribedRegister kMcaIpidRegister = {"mca_ipid", "MCA_IPID, bank identification",
                                                       DescribeIpidRegister, nullptr};

}  // namespace faultbox::x86
