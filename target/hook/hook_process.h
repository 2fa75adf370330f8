#pragma once

#include <cstdint>
#include <string_view>

#include "arch/common/result.h"
#include "target/journal/file_descriptor.h"

namespace faultbox::hook {

/// What a program of the image's maker is told; its first argument is "started", "done", "failed" or "stored".
enum class HookEvent : uint8_t { kStarted, kDone, kFailed, kStored };

/// A process that runs a program whenever this one asks for it. It is made while this process may still start others,
/// and is as this process was then: of its user, in its mount namespace, without the filter of system calls that is set
/// later. It ends when this process does.
class HookProcess {
  public:
    /// `program` is an absolute path, or null for no program and no process.
    explicit HookProcess(const char* program);

    /// Runs the program as RunProgram does, with the event and one more argument: at most 35 of "-", ".", "/", digits
    /// and lower-case letters, so that whoever gets hold of this process does not choose the program's words freely.
    /// Errors are those of RunProgram, and kMismatch where the process could not be made or is gone.
    Result<void> Run(HookEvent event, std::string_view argument) const;

  private:
    struct Pipe {
        void Open();
        journal::FileDescriptor read, write;
    };

    [[noreturn]] void Serve();

    const char* program_;
    // This process keeps the end that it does not read, too: it gets no SIGPIPE when the other one is gone.
    Pipe requests_;
    Pipe answers_;
};

}  // namespace faultbox::hook
