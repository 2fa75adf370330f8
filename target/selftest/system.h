#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "arch/common/result.h"
#include "target/harvest/system_files.h"

namespace faultbox::selftest {

/// What the checks look at and what a mark is written to. Tests replace it.
class System : public harvest::FileReader {
  public:
    /// Writes `text` by one write call into a device or file that is there. kIo with the errno.
    virtual Result<void> Append(const char* path, std::string_view text) = 0;
    /// Bytes that root can still write to the file system of `path`.
    virtual Result<uint64_t> FreeBytes(const char* path) const = 0;
};

/// The system that runs.
class RunningSystem : public System {
  public:
    Result<Bytes> Read(std::string_view path, std::span<uint8_t> buffer) const override {
        return harvest::ReadSystemFile(path, buffer);
    }
    Result<void> Append(const char* path, std::string_view text) override;
    Result<uint64_t> FreeBytes(const char* path) const override;
};

/// A file of sysfs or procfs with one short line; the line ends at a newline or NUL. Untrusted where a process can set
/// it.
class LineFile {
  public:
    LineFile(const harvest::FileReader& files, std::string_view path);

    bool is_there() const { return is_there_; }
    std::string_view line() const { return {line_.data(), size_}; }
    /// A decimal number, or hexadecimal behind 0x; nothing when the line is no such number.
    std::optional<uint64_t> number() const;

  private:
    std::array<char, 256> line_;
    size_t size_ = 0;
    bool is_there_ = false;
};

bool IsThere(const harvest::FileReader& files, std::string_view path);

}  // namespace faultbox::selftest
