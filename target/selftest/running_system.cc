#include <fcntl.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "target/journal/file_descriptor.h"
#include "target/selftest/system.h"

namespace faultbox::selftest {

Result<void> RunningSystem::Append(const char* path, std::string_view text) {
    journal::FileDescriptor file = journal::OpenFile(path, O_WRONLY | O_NONBLOCK | O_NOCTTY);
    if (!file.ok()) return journal::SystemFailure("cannot open");
    // One line is one write.
    bool is_written = write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
    return is_written ? Result<void>() : journal::SystemFailure("cannot write");
}

Result<uint64_t> RunningSystem::FreeBytes(const char* path) const {
    struct statfs space;
    if (statfs(path, &space) != 0) return journal::SystemFailure("cannot ask for free space");
    return uint64_t{space.f_bfree} * static_cast<uint64_t>(space.f_frsize);
}

}  // namespace faultbox::selftest
