#include "host/cli/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

namespace faultbox::cli {
namespace {

constexpr size_t kMaxBytes = size_t{1} << 30;
constexpr size_t kChunkBytes = size_t{1} << 16;

// What the system says of a file's size; 0 of pipes, and of files that are made when they are read.
size_t StatedSize(int fd) {
    struct stat status;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size <= 0) return 0;
    return std::min(static_cast<size_t>(status.st_size), kMaxBytes);
}

Result<std::vector<uint8_t>> ReadAll(int fd) {
    std::vector<uint8_t> content;
    content.reserve(StatedSize(fd) + kChunkBytes);
    content.resize(StatedSize(fd));
    for (size_t size = 0;;) {
        if (size > kMaxBytes) return Fail(ErrorCode::kLimit, "larger than 1 GiB", size);
        if (size == content.size()) content.resize(size + kChunkBytes);
        ssize_t got = read(fd, content.data() + size, content.size() - size);
        if (got < 0 && errno != EINTR) return Fail(ErrorCode::kIo, "cannot be read", static_cast<uint64_t>(errno));
        if (got > 0) size += static_cast<size_t>(got);
        if (got != 0) continue;
        content.resize(size);
        return content;
    }
}

}  // namespace

Result<std::vector<uint8_t>> ReadWholeFile(const std::string& path) {
    if (path == "-") return ReadAll(STDIN_FILENO);
    int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return Fail(ErrorCode::kIo, "cannot be opened", static_cast<uint64_t>(errno));
    Result<std::vector<uint8_t>> content = ReadAll(fd);
    close(fd);
    return content;
}

}  // namespace faultbox::cli
