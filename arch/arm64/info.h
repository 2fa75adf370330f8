#pragma once

#include "arch/common/arch_info.h"

namespace faultbox::arm64 {

extern const ArchInfo kInfo;

}  // namespace faultbox::arm64
