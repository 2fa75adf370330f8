#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "target/journal/file_descriptor.h"
#include "target/selftest/system.h"

namespace faultbox::selftest {

Result<void> RunningSystem::Append(const char* path, std::string_view text) {
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) return journal::SystemFailure("cannot open");
    bool is_written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    Result<void> result;
    if (!is_written) result = journal::SystemFailure("cannot write");
    close(fd);
    return result;
}

Result<uint64_t> RunningSystem::FreeBytes(const char* path) const {
    struct statvfs space;
    if (statvfs(path, &space) != 0) return journal::SystemFailure("cannot ask for free space");
    return uint64_t{space.f_bfree} * space.f_frsize;
}

}  // namespace faultbox::selftest
