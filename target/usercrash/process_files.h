#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "arch/common/result.h"
#include "target/journal/file_descriptor.h"
#include "target/usercrash/byte_stream.h"
#include "target/usercrash/process_memory.h"
#include "target/usercrash/user_crash.h"

namespace faultbox::usercrash {

/// What /proc/PID/status says (proc(5)).
struct StatusFacts {
    std::optional<uint32_t> own_pid;      ///< The last of NSpid (Linux 4.1): in the process's own PID namespace.
    std::optional<bool> is_dumping_core;  ///< CoreDumping (Linux 4.15).
};

/// Reads the text of /proc/PID/status.
StatusFacts ParseStatus(std::string_view text);
/// Field 22 of the text of /proc/PID/stat, in clock ticks since boot. The name in field 2 may hold anything.
std::optional<uint64_t> ParseStartTicks(std::string_view text);

/// A file or a pipe.
class DescriptorStream : public ByteStream {
  public:
    explicit DescriptorStream(int fd) : fd_(fd) {}
    Result<size_t> Read(std::span<uint8_t> buffer) override;

  private:
    int fd_;
};

/// /proc/PID/mem, with the pieces last read kept: unwind tables are searched word by word.
class DescriptorMemory : public ProcessMemory {
  public:
    explicit DescriptorMemory(int fd) : fd_(fd) {}
    bool Read(uint64_t address, std::span<uint8_t> buffer) override;

  private:
    static constexpr size_t kLineBytes = 256;
    static constexpr size_t kLines = 32;
    struct Line {
        uint64_t number = UINT64_MAX;
        std::array<uint8_t, kLineBytes> bytes;
    };

    const Line* Load(uint64_t number);

    int fd_;
    std::array<Line, kLines> lines_;
};

/// The files of a crashed process in /proc, all opened through one descriptor of its folder: that belongs to the
/// process, not to its number, so that a number that another process has got meanwhile opens nothing.
class ProcessFiles {
  public:
    /// `folder` is "/proc". An error where the process is gone, or is not the one whose core is being written.
    Result<void> Open(const char* folder, uint32_t pid);

    /// Closes them: while they are open, the kernel keeps the process.
    void Close();

    const StatusFacts& status() const { return status_; }
    std::optional<uint64_t> start_ticks() const { return start_ticks_; }
    std::string_view program() const { return program_; }
    int maps() const { return maps_.get(); }
    int memory() const { return memory_.get(); }

  private:
    Result<void> OpenFolder(const char* folder, uint32_t pid);
    Result<journal::FileDescriptor> OpenFile(const char* name) const;
    Result<std::string_view> ReadFile(const char* name, std::span<uint8_t> buffer) const;
    void ReadProgram();

    journal::FileDescriptor folder_;
    journal::FileDescriptor maps_;
    journal::FileDescriptor memory_;
    StatusFacts status_;
    std::optional<uint64_t> start_ticks_;
    record::ShortText<kMaxPath> program_;
};

}  // namespace faultbox::usercrash
