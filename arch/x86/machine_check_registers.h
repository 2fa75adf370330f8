#pragma once

#include <span>

#include "arch/common/arch_analysis.h"

namespace faultbox::x86 {

/// The registers of machine checks that `faultscope fault` describes: mci_status, mcg_status, mci_misc, mca_ipid. Their
/// meanings hang on DescribeContext's bank, cpuid, vendor, misc and ipid.
std::span<const DescribedRegister> MachineCheckRegisters();

}  // namespace faultbox::x86
