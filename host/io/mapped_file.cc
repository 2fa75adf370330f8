#include "host/io/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace faultbox {
namespace {

std::unexpected<Error> SystemError(const char* what) {
    return Fail(ErrorCode::kIo, what, static_cast<uint64_t>(errno));
}

Result<Bytes> Map(int descriptor) {
    struct stat status;
    if (fstat(descriptor, &status) != 0) return SystemError("cannot read the file's size");
    if (!S_ISREG(status.st_mode)) return Fail(ErrorCode::kIo, "not a regular file", EINVAL);
    if (status.st_size == 0) return Bytes{};
    size_t size = static_cast<size_t>(status.st_size);
    void* address = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (address == MAP_FAILED) return SystemError("cannot map the file");
    return Bytes{static_cast<const uint8_t*>(address), size};
}

}  // namespace

Result<MappedFile> MappedFile::Open(const std::string& path) {
    int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return SystemError("cannot open the file");
    Result<Bytes> bytes = Map(descriptor);
    close(descriptor);
    if (!bytes) return std::unexpected(bytes.error());
    return MappedFile(*bytes);
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
}

MappedFile::~MappedFile() {
    if (!bytes_.empty()) munmap(const_cast<uint8_t*>(bytes_.data()), bytes_.size());
}

}  // namespace faultbox
