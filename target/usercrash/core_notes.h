#pragma once

#include <cstdint>
#include <optional>

#include "arch/common/arch_info.h"
#include "arch/common/bounded_vector.h"
#include "arch/common/register_set.h"
#include "arch/common/result.h"
#include "target/record/source_facts.h"
#include "target/usercrash/byte_stream.h"
#include "target/usercrash/thread_layout.h"

namespace faultbox::usercrash {

inline constexpr size_t kMaxThreads = 64;

/// One thread as it stood when the kernel stopped it.
struct CoreThread {
    uint32_t tid = 0;  ///< As the process itself sees it (its own PID namespace).
    RegisterSet registers;
};

/// What the kernel tells of the signal (siginfo_t of NT_SIGINFO, since Linux 3.7).
struct SignalInfo {
    uint32_t number = 0;
    int32_t code = 0;                 ///< si_code
    std::optional<uint64_t> address;  ///< si_addr, where this signal and code have one that means something.
    std::optional<uint32_t> sender;   ///< si_pid of a signal that a process sent.
};

/// What the notes of a core file state, and nothing of its memory.
struct CoreFacts {
    const ThreadLayout* layout = nullptr;
    BoundedVector<CoreThread, kMaxThreads> threads;  ///< The one that crashed first.
    std::optional<SignalInfo> signal;
    std::optional<uint32_t> pid;  ///< In the process's own PID namespace.
    record::ShortText<16> comm;   ///< pr_fname: untrusted.
};

/// Reads an untrusted core file (core(5)) from its beginning up to the end of its notes and not a byte further, so that
/// the kernel, which writes it, waits with the memory of the process still in place. What was read before an error is
/// kept in `facts`.
Result<void> ReadCoreNotes(ByteStream& stream, CoreFacts& facts);

}  // namespace faultbox::usercrash
