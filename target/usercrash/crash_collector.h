#pragma once

#include "target/usercrash/byte_stream.h"
#include "target/usercrash/process_memory.h"
#include "target/usercrash/user_crash.h"

namespace faultbox::usercrash {

/// Is told each time when more of the crash is known.
class Progress {
  public:
    virtual void Known(const UserCrash& crash) = 0;

  protected:
    ~Progress() = default;
};

/// Where the facts about a crashed process come from; all of it is hostile.
struct CrashSources {
    ByteStream& core;
    ByteStream* maps = nullptr;       ///< Absent, as the memory, where the process is not there any more,
    ProcessMemory* memory = nullptr;  ///< or is another one than the core's.
    /// `pid` of the core as /proc/PID/status states it in the process's own PID namespace; nothing where it does not.
    std::optional<uint32_t> own_pid;
};

/// Reads the core's registers, then the process's mappings, stack and ELF headers, then walks its stacks, the crashed
/// thread's first. `crash.process` is the caller's. An error means that the core does not even have one thread.
Result<void> CollectCrash(const CrashSources& sources, UserCrash& crash, Progress& progress);

}  // namespace faultbox::usercrash
