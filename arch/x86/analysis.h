#pragma once

#include "arch/common/arch_analysis.h"

namespace faultbox::i386 {

extern const ArchAnalysis kAnalysis;

}  // namespace faultbox::i386

namespace faultbox::x86_64 {

extern const ArchAnalysis kAnalysis;

}  // namespace faultbox::x86_64
