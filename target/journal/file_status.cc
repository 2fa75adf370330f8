// The C library's fstatat() takes 800 bytes more code on 32-bit CPUs, for times after 2106.
#include "target/journal/file_status.h"

// Not together with <sys/stat.h> or <fcntl.h>, which define the C library's struct stat.
#include <asm/stat.h>
#include <linux/fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace faultbox::journal {
namespace {

#ifdef SYS_fstatat64
constexpr long kReadStatus = SYS_fstatat64;
using KernelStatus = struct stat64;
#else
constexpr long kReadStatus = SYS_newfstatat;
using KernelStatus = struct stat;
#endif

bool ReadStatus(int folder, const char* name, int flags, FileStatus& status) {
    KernelStatus read;
    if (syscall(kReadStatus, folder, name, &read, flags) != 0) return false;
    auto nanoseconds = static_cast<uint32_t>(read.st_mtime_nsec);
    status = {
        .mode = static_cast<uint32_t>(read.st_mode),
        .uid = static_cast<uint32_t>(read.st_uid),
        .gid = static_cast<uint32_t>(read.st_gid),
        .links = static_cast<uint32_t>(read.st_nlink),
        .size_bytes = static_cast<uint64_t>(read.st_size),
        .modified_us = static_cast<uint64_t>(read.st_mtime) * 1'000'000 + nanoseconds / 1000,
    };
    return true;
}

}  // namespace

bool ReadStatus(int folder, const char* name, FileStatus& status) {
    return ReadStatus(folder, name, AT_SYMLINK_NOFOLLOW, status);
}

bool ReadStatus(int file, FileStatus& status) {
    return ReadStatus(file, "", AT_EMPTY_PATH, status);
}

}  // namespace faultbox::journal
