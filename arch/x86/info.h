#pragma once

#include "arch/common/arch_info.h"

namespace faultbox::i386 {

extern const ArchInfo kInfo;

}  // namespace faultbox::i386

namespace faultbox::x86_64 {

extern const ArchInfo kInfo;

}  // namespace faultbox::x86_64
