#pragma once

#include "arch/common/arch_analysis.h"

namespace faultbox::arm64 {

extern const ArchAnalysis kAnalysis;

}  // namespace faultbox::arm64
