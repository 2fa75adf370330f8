#include "target/export/file_medium.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>

#include "target/journal/file_status.h"
#include "target/journal/terminated_name.h"

namespace faultbox::handover {
namespace {

using journal::FileDescriptor;
using journal::SystemFailure;
using journal::TerminatedName;

// <linux/fs.h>, which musl's headers do not have.
constexpr unsigned kRenameNoReplace = 1;

}  // namespace

Result<void> FileMedium::Open(const char* path) {
    folder_ = journal::OpenFile(path, O_RDONLY | O_DIRECTORY);
    if (!folder_.ok()) return SystemFailure("cannot open the folder");
    if (flock(folder_.get(), LOCK_EX | LOCK_NB) != 0) return SystemFailure("cannot have the folder alone");
    return {};
}

bool FileMedium::HasFile(const char* name) const {
    journal::FileStatus status;
    return journal::ReadStatus(folder_.get(), name, status) && S_ISREG(status.mode);
}

Result<void> FileMedium::Create(std::string_view name) {
    int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW;
    file_ = journal::OpenFile(folder_.get(), TerminatedName(name).c_str(), flags);
    if (!file_.ok()) return SystemFailure("cannot create the file");
    return {};
}

Result<void> FileMedium::Append(Bytes bytes) {
    return file_.WriteAll(bytes);
}

Result<void> FileMedium::SyncFile() {
    if (fsync(file_.get()) != 0) return SystemFailure("cannot sync the file");
    posix_fadvise(file_.get(), 0, 0, POSIX_FADV_DONTNEED);
    return {};
}

Result<size_t> FileMedium::ReadAt(uint64_t offset, std::span<uint8_t> buffer) {
    if (lseek(file_.get(), static_cast<off_t>(offset), SEEK_SET) < 0) return SystemFailure("cannot seek");
    return file_.ReadAll(buffer);
}

Result<void> FileMedium::Rename(std::string_view from, std::string_view to) {
    TerminatedName source(from);
    TerminatedName target(to);
    int folder = folder_.get();
    if (syscall(SYS_renameat2, folder, source.c_str(), folder, target.c_str(), kRenameNoReplace) == 0) return {};
    if (errno != EINVAL && errno != ENOSYS) return SystemFailure("cannot rename the file");
    // Kernels before 3.15, and file systems that know no such rename. Nobody else of ours is in the folder.
    journal::FileStatus status;
    if (journal::ReadStatus(folder, target.c_str(), status)) errno = EEXIST;
    if (errno == ENOENT && renameat(folder, source.c_str(), folder, target.c_str()) == 0) return {};
    return SystemFailure("cannot rename the file");
}

Result<void> FileMedium::Remove(std::string_view name) {
    if (unlinkat(folder_.get(), TerminatedName(name).c_str(), 0) != 0) return SystemFailure("cannot remove the file");
    return {};
}

Result<void> FileMedium::SyncNames() {
    // Some file systems of sticks cannot sync a folder alone.
    if (fsync(folder_.get()) == 0 || (errno == EINVAL && syncfs(folder_.get()) == 0)) return {};
    return SystemFailure("cannot sync the folder");
}

}  // namespace faultbox::handover
