#pragma once

#include "arch/common/arch_analysis.h"

namespace faultbox::arm {

extern const ArchAnalysis kAnalysis;

}  // namespace faultbox::arm
