#include "host/cli/read_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>

namespace faultbox::cli {
namespace {

constexpr size_t kMaxBytes = size_t{1} << 30;
constexpr size_t kChunkBytes = size_t{1} << 20;

Result<std::vector<uint8_t>> ReadAll(int fd) {
    std::vector<uint8_t> content;
    while (true) {
        size_t size = content.size();
        if (size > kMaxBytes) return Fail(ErrorCode::kLimit, "larger than 1 GiB", size);
        content.resize(size + kChunkBytes);
        ssize_t got = read(fd, content.data() + size, kChunkBytes);
        if (got < 0 && errno != EINTR) return Fail(ErrorCode::kIo, "cannot be read", static_cast<uint64_t>(errno));
        content.resize(size + static_cast<size_t>(got < 0 ? 0 : got));
        if (got == 0) return content;
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
