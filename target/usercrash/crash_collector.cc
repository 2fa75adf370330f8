#include "target/usercrash/crash_collector.h"

#include <algorithm>

#include "target/usercrash/elf_image.h"
#include "target/usercrash/stack_walker.h"

namespace faultbox::usercrash {
namespace {

// Code may write below sp: the red zone of the x86-64 and arm64 ABIs.
constexpr uint64_t kBelowSp = 128;
// Kept of a stack of which no frame is known.
constexpr uint64_t kUnknownStack = 256;

// Reads as much of `size` bytes from `address` on as can be read, in pieces that end where `address` is aligned.
template <size_t kCapacity>
void ReadPieces(ProcessMemory& memory, uint64_t address, BoundedVector<uint8_t, kCapacity>& out) {
    constexpr size_t kPiece = 16;
    std::array<uint8_t, kPiece> piece;
    while (kCapacity - out.size() >= kPiece && memory.Read(address + out.size(), piece)) {
        for (uint8_t byte : piece) out.Append(byte);
    }
}

// Above the frames of the first thread lie its arguments and environment, which are nobody's business: what is kept of
// the stack ends with the last frame that was found.
void ReadStack(ProcessMemory& memory, UserCrash& crash) {
    const ThreadLayout& layout = *crash.core.layout;
    const RegisterSet& registers = crash.core.threads[0].registers;
    uint64_t sp = registers.Get(layout.sp).value_or(0) & ~uint64_t{15};
    crash.stack_address = sp > kBelowSp ? sp - kBelowSp : sp;
    ReadPieces(memory, crash.stack_address, crash.stack);
    if (crash.stack.empty()) {
        crash.stack_address = sp;
        ReadPieces(memory, sp, crash.stack);
    }
    uint64_t end = crash.stacks[0].outermost_sp;
    if (end < sp) end = sp + kUnknownStack;
    if (end > crash.stack_address) crash.stack.Truncate(end - crash.stack_address);
}

void ReadCode(ProcessMemory& memory, UserCrash& crash) {
    uint64_t pc = crash.core.threads[0].registers.Get(crash.core.layout->pc).value_or(0);
    constexpr uint64_t kBefore = kCodeBytes / 2;
    crash.code_address = pc > kBefore ? pc - kBefore : pc;
    ReadPieces(memory, crash.code_address, crash.code);
    if (crash.code.size() <= pc - crash.code_address) {
        crash.code.clear();
        crash.code_address = pc;
        ReadPieces(memory, pc, crash.code);
    }
}

// What the core and /proc say of one process must agree.
const char* WhyAnother(const CrashSources& sources, const UserCrash& crash) {
    if (sources.own_pid && crash.core.pid && *sources.own_pid != *crash.core.pid) {
        return "the core is of another process than /proc shows: its memory was not read";
    }
    if (crash.process.tid != 0 && crash.core.threads[0].tid != crash.process.tid) {
        return "the core is of another thread than the kernel named: its memory was not read";
    }
    return nullptr;
}

// False where nothing is known of the memory.
bool ReadMap(const CrashSources& sources, UserCrash& crash) {
    if (sources.memory == nullptr || sources.maps == nullptr) {
        crash.notes.Append("the process was gone before its memory could be read");
        return false;
    }
    if (const char* another = WhyAnother(sources, crash)) {
        crash.notes.Append(another);
        return false;
    }
    if (Result<void> read = ReadProcessMaps(*sources.maps, crash.map); !read) {
        crash.notes.Append("the memory map of the process could not be read to its end");
    }
    if (crash.map.unread_lines != 0) crash.notes.Append("the memory map of the process has unreadable lines");
    if (crash.map.ranges.dropped() != 0) crash.notes.Append("the process has more pieces of code than are kept");
    for (Module& module : crash.map.modules) ReadElfImage(*sources.memory, *crash.core.layout, module);
    return true;
}

// Without a memory map the pc of each thread is all that is known.
void NoteProgramCounters(UserCrash& crash) {
    for (size_t i = 0; i < crash.core.threads.size(); ++i) {
        uint64_t pc = crash.core.threads[i].registers.Get(crash.core.layout->pc).value_or(0);
        crash.stacks[i].frames.Append({.address = pc, .interrupted = true});
    }
}

}  // namespace

Result<void> CollectCrash(const CrashSources& sources, UserCrash& crash, Progress& progress) {
    Result<void> read = ReadCoreNotes(sources.core, crash.core);
    if (crash.core.threads.empty()) {
        return read ? Fail(ErrorCode::kNotFound, "the core has no thread") : std::unexpected(read.error());
    }
    if (!read) crash.notes.Append("the core could not be read to the end of its notes");
    if (!ReadMap(sources, crash)) {
        NoteProgramCounters(crash);
        progress.Known(crash);
        return {};
    }
    ReadCode(*sources.memory, crash);
    progress.Known(crash);
    for (size_t i = 0; i < crash.core.threads.size(); ++i) {
        WalkStack(*sources.memory, crash.map, *crash.core.layout, crash.core.threads[i], crash.stacks[i]);
        if (i == 0) ReadStack(*sources.memory, crash);
        progress.Known(crash);
    }
    return {};
}

}  // namespace faultbox::usercrash
