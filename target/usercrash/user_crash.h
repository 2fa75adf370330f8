#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "arch/common/bounded_vector.h"
#include "target/record/source_facts.h"
#include "target/usercrash/core_notes.h"
#include "target/usercrash/process_maps.h"

namespace faultbox::usercrash {

inline constexpr size_t kMaxFrames = 64;
inline constexpr size_t kMaxStackBytes = 2048;
inline constexpr size_t kCodeBytes = 64;

/// How an address came into a list of callers. Part of the record format (UserFrame.trust): append only.
enum class FrameTrust : uint8_t {
    kRegister,     ///< The pc of the thread.
    kUnwindTable,  ///< By the compiler's unwind table of the function that was called.
    kGuess,        ///< By the link register, the word at sp or a frame pointer, where no table says.
};

/// Why a list of callers ends. Part of the record format (UserThread.end): append only.
enum class WalkEnd : uint8_t {
    kNotWalked,   ///< Not begun, or the walk was ended from outside: by its deadline or a crash of its own.
    kOutermost,   ///< The unwind tables say that nobody called this function.
    kNoTable,     ///< No unwind information for the last frame.
    kBadMemory,   ///< The stack cannot be read, or the tables are damaged.
    kNoCode,      ///< The next return address points to no code.
    kNoProgress,  ///< The stack pointer does not move up: a damaged or cyclic stack.
    kTooManyFrames,
    kNoUnwinder,  ///< The recorder has no unwinder for this CPU.
};

struct UserFrame {
    uint64_t address = 0;  ///< Run-time address: the pc of the innermost frame, return addresses further out.
    uint8_t module = kNoModule;
    FrameTrust trust = FrameTrust::kRegister;
    bool interrupted = false;  ///< A signal came here: the address is that of the next instruction, not of a return.
};

struct ThreadStack {
    WalkEnd end = WalkEnd::kNotWalked;
    BoundedVector<UserFrame, kMaxFrames> frames;
    uint64_t outermost_sp = 0;  ///< Stack pointer of the last frame, or of the one before where that has none.
};

/// What the kernel and /proc tell of the process, besides the core.
struct ProcessFacts {
    uint32_t pid = 0;  ///< In the initial PID namespace, as all of these.
    uint32_t tid = 0;  ///< Of the thread that crashed; in the process's own namespace.
    uint32_t signal = 0;
    std::optional<uint32_t> uid;
    std::optional<uint32_t> gid;
    std::optional<uint64_t> time_s;       ///< Of the crash, since 1970.
    std::optional<uint64_t> start_ticks;  ///< When the process began: field 22 of /proc/PID/stat.
    record::ShortText<kMaxPath> program;  ///< /proc/PID/exe: untrusted.
};

/// Everything that is recorded of a crashed process.
struct UserCrash {
    ProcessFacts process;
    CoreFacts core;
    CodeMap map;
    std::array<ThreadStack, kMaxThreads> stacks;  ///< Parallel to `core.threads`.
    uint64_t stack_address = 0;
    BoundedVector<uint8_t, kMaxStackBytes> stack;  ///< From `stack_address` up, around sp of the thread that crashed.
    uint64_t code_address = 0;
    BoundedVector<uint8_t, kCodeBytes> code;  ///< From `code_address` up, around its pc.
    BoundedVector<const char*, 8> notes;      ///< What could not be read: string literals.
};

}  // namespace faultbox::usercrash
