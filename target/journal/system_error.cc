#include "target/journal/system_error.h"

#include <algorithm>
#include <cerrno>
#include <iterator>

namespace faultbox::journal {
namespace {

struct SystemError {
    uint8_t number;
    const char* text;
};

constexpr SystemError kErrors[] = {
    {EPERM, "Operation not permitted"},
    {ENOENT, "No such file or directory"},
    {EIO, "I/O error"},
    {ENXIO, "No such device or address"},
    {EBADF, "Bad file descriptor"},
    {EAGAIN, "Resource temporarily unavailable"},
    {ENOMEM, "Out of memory"},
    {EACCES, "Permission denied"},
    {EFAULT, "Bad address"},
    {EBUSY, "Resource busy"},
    {EEXIST, "File exists"},
    {ENODEV, "No such device"},
    {ENOTDIR, "Not a directory"},
    {EISDIR, "Is a directory"},
    {EINVAL, "Invalid argument"},
    {ENFILE, "Too many open files in system"},
    {ENOTTY, "Not a tty"},
    {EFBIG, "File too large"},
    {ENOSPC, "No space left on device"},
    {EROFS, "Read-only file system"},
    {EPIPE, "Broken pipe"},
    {ENAMETOOLONG, "Filename too long"},
    {ENOSYS, "Function not implemented"},
    {ELOOP, "Symbolic link loop"},
    {EOPNOTSUPP, "Not supported"},
};

}  // namespace

void PutSystemError(record::TextSink& out, uint64_t number) {
    auto found = std::ranges::find(kErrors, number, &SystemError::number);
    if (found != std::end(kErrors)) {
        out.Put(found->text);
        return;
    }
    out.Put("error ");
    record::PutNumber(out, number);
}

}  // namespace faultbox::journal
