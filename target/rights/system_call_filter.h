#pragma once

#include <cstdint>
#include <span>

#include "arch/common/result.h"

namespace faultbox::rights {

/// What becomes of a system call that a process may not do.
enum class Refusal : uint8_t {
    kKill,   ///< The process is killed by SIGSYS.
    kError,  ///< The call fails with ENOSYS, as on a kernel that does not have it: the C library takes an older one.
};

/// From here on the process and its children can do only the system calls whose numbers (SYS_*) are in `allowed`, of
/// which at most 64 are taken; a call through another ABI of the CPU kills in any case. No later execve can bring
/// rights back. Call it after DropRights. False where the kernel has no filters (CONFIG_SECCOMP_FILTER, Linux 3.5;
/// 32-bit ARM 3.8; arm64 3.19): the rest of the protection must do then.
/// (Documentation/userspace-api/seccomp_filter.rst)
Result<bool> AllowSystemCalls(std::span<const uint16_t> allowed, Refusal refusal);

/// What a process may do besides when it keeps to files.
enum class Mounts : uint8_t { kNone, kOwn };

/// The same for a process that from here on reads files and memory, writes to a store, and waits: what it may do with
/// files is left to permissions, but it starts no process, opens no socket, maps nothing, mounts nothing unless it is
/// to have mounts of its own, and changes neither its rights nor other processes. What is open stays usable.
Result<bool> KeepToFiles(Mounts mounts = Mounts::kNone);

}  // namespace faultbox::rights
