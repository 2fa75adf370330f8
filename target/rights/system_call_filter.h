#pragma once

#include <cstdint>
#include <span>

#include "arch/common/result.h"

namespace faultbox::rights {

/// From here on the process and its children are killed at any system call whose number (SYS_*) is not in `allowed`, of
/// which at most 64 are taken, and at calls through another ABI of the CPU. To be called after DropRights, since the
/// kernel wants no_new_privs. False where the kernel has no filters (CONFIG_SECCOMP_FILTER, Linux 3.5; 32-bit ARM 3.8;
/// arm64 3.19): the rest of the protection must do then. (Documentation/userspace-api/seccomp_filter.rst)
Result<bool> AllowSystemCalls(std::span<const uint32_t> allowed);

}  // namespace faultbox::rights
