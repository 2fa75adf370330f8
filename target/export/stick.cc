#include "target/export/stick.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "target/journal/file_status.h"

namespace faultbox::handover {
namespace {

using journal::FileDescriptor;
using journal::SystemFailure;

constexpr const char* kMountPoint = "/run/faultbox-stick";
constexpr mode_t kFolderMode = 0700;
// Nothing on the stick is run, is a device, or changes who we are.
constexpr unsigned long kMountFlags = MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME;
// A stick that was pulled while it was written to can hold a temporary file whose clusters never got there. Removing it
// is then an error of the file system, after which vfat and exfat refuse all writing (fs/fat/misc.c, __fat_fs_error)
// unless told to go on. What is written is read back in any case.
constexpr const char* kMountOptions = "errors=continue";

}  // namespace

Result<void> BlockStick::ReadBootSector(std::span<uint8_t, kBootSectorBytes> sector) {
    FileDescriptor file = journal::OpenFile(device_, O_RDONLY | O_NONBLOCK);
    journal::FileStatus status;
    if (!file.ok() || !journal::ReadStatus(file.get(), status)) return SystemFailure("cannot open");
    if (!S_ISBLK(status.mode)) return Fail(ErrorCode::kMalformed, "not a block device");
    Result<size_t> size = file.ReadAll(sector);
    if (!size) return std::unexpected(size.error());
    if (*size < sector.size()) return Fail(ErrorCode::kTruncated, "the device is too small", *size);
    return {};
}

Result<void> BlockStick::Mount(Filesystem filesystem) {
    if (unshare(CLONE_NEWNS) != 0) return SystemFailure("cannot have mounts of its own");
    if (mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) != 0) return SystemFailure("cannot keep mounts apart");
    if (mkdir(kMountPoint, kFolderMode) != 0 && errno != EEXIST) return SystemFailure("cannot create the mount point");
    if (mount(device_, kMountPoint, MountType(filesystem), kMountFlags | MS_RDONLY, kMountOptions) != 0) {
        return SystemFailure("cannot mount");
    }
    return medium_.Open(kMountPoint);
}

Result<void> BlockStick::MakeWritable() {
    if (mount(nullptr, kMountPoint, nullptr, kMountFlags | MS_REMOUNT, nullptr) != 0) {
        return SystemFailure("cannot write to the stick");
    }
    return {};
}

Result<void> BlockStick::Unmount() {
    medium_ = FileMedium();
    if (umount(kMountPoint) != 0) return SystemFailure("cannot unmount the stick");
    return {};
}

}  // namespace faultbox::handover
