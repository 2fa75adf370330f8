#pragma once

#include <span>
#include <string_view>

#include "arch/common/arch_info.h"

namespace faultbox {

/// Every CPU that is linked into this program: the host's has all, a recorder those its kernel can be.
std::span<const ArchInfo* const> AllArchs();

/// nullptr when that CPU is not linked in.
const ArchInfo* FindArch(Arch arch);
const ArchInfo* FindArchByName(std::string_view name);
const ArchInfo* FindArchByElfMachine(uint16_t elf_machine);

}  // namespace faultbox
