#include "target/journal/file_descriptor.h"

namespace faultbox::journal {

[[gnu::noinline]] std::unexpected<Error> SystemFailure(const char* what) {
    return Fail(ErrorCode::kIo, what, static_cast<size_t>(errno));
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
