#pragma once

#include "arch/common/arch_analysis.h"

namespace faultbox {

/// nullptr when that CPU is not linked in.
const ArchAnalysis* FindArchAnalysis(Arch arch);

}  // namespace faultbox
