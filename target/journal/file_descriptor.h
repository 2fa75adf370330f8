#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <span>
#include <utility>

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox::journal {

/// The errno of a system call that just failed, as an error.
std::unexpected<Error> SystemFailure(const char* what);

/// Opens `path`, from `folder` on where it is relative (openat(2)). A file that is made is its owner's alone. Negative,
/// and errno, where that fails.
int OpenAt(int folder, const char* path, int flags);

/// Reads until the end of the file or of `buffer`.
Result<size_t> ReadAll(int fd, std::span<uint8_t> buffer);

/// Closes itself.
class FileDescriptor {
  public:
    explicit FileDescriptor(int fd = -1) : fd_(fd) {}
    FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~FileDescriptor() {
        if (fd_ >= 0) close(fd_);
    }

    bool ok() const { return fd_ >= 0; }
    int get() const { return fd_; }

    Result<size_t> ReadAll(std::span<uint8_t> buffer) const { return journal::ReadAll(fd_, buffer); }
    Result<void> WriteAll(Bytes content) const;

  private:
    int fd_;
};

/// The same as OpenAt; nothing that is executed gets the file.
FileDescriptor OpenFile(const char* path, int flags);
FileDescriptor OpenFile(int folder, const char* path, int flags);

}  // namespace faultbox::journal
