#include "target/journal/file_descriptor.h"

#include <fcntl.h>
#include <sys/syscall.h>

namespace faultbox::journal {

[[gnu::noinline]] std::unexpected<Error> SystemFailure(const char* what) {
    return Fail(ErrorCode::kIo, what, static_cast<size_t>(errno));
}

// The C library's open() and openat() take 300 bytes, for arguments that may be missing and for kernels before 2.6.23.
int OpenAt(int folder, const char* path, int flags) {
    constexpr mode_t kMode = 0600;
    return static_cast<int>(syscall(SYS_openat, folder, path, flags | O_LARGEFILE, kMode));
}

[[gnu::noinline]] FileDescriptor OpenFile(int folder, const char* path, int flags) {
    return FileDescriptor(OpenAt(folder, path, flags | O_CLOEXEC));
}

FileDescriptor OpenFile(const char* path, int flags) {
    return OpenFile(AT_FDCWD, path, flags);
}

Result<size_t> ReadAll(int fd, std::span<uint8_t> buffer) {
    size_t size = 0;
    while (size < buffer.size()) {
        ssize_t count = read(fd, &buffer[size], buffer.size() - size);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return SystemFailure("cannot read");
        if (count == 0) break;
        size += static_cast<size_t>(count);
    }
    return size;
}

Result<void> FileDescriptor::WriteAll(Bytes content) const {
    while (!content.empty()) {
        ssize_t count = write(fd_, content.data(), content.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return SystemFailure("cannot write");
        content = content.subspan(static_cast<size_t>(count));
    }
    return {};
}

}  // namespace faultbox::journal
