#pragma once

#include "arch/common/arch_info.h"

namespace faultbox::arm {

extern const ArchInfo kInfo;

}  // namespace faultbox::arm
