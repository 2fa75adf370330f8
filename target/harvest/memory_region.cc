#include "target/harvest/memory_region.h"

#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cstring>

#include "target/journal/file_descriptor.h"
#include "target/journal/file_status.h"

namespace faultbox::harvest {
namespace {

constexpr uint64_t kMaxRegionBytes = 16 * 1024 * 1024;

// A kernel in lockdown refuses to open /dev/mem (drivers/char/mem.c, open_port), one with STRICT_DEVMEM to map what is
// RAM to it, one with IO_STRICT_DEVMEM what a driver has (range_is_allowed): EPERM. Who is not root gets EACCES.
std::unexpected<Error> Denied(const char* otherwise) {
    if (errno != EPERM) return journal::SystemFailure(otherwise);
    return journal::SystemFailure("forbidden by lockdown, STRICT_DEVMEM or a driver that has it");
}

}  // namespace

MemoryRegion::~MemoryRegion() {
    if (copy_ != nullptr) munmap(copy_, bytes_.size());
    if (mapping_ != nullptr) munmap(mapping_, mapped_bytes_);
}

Result<void> MemoryRegion::Open(const char* path, uint64_t base, std::optional<uint64_t> size) {
    journal::FileDescriptor file = journal::OpenFile(path, O_RDONLY | O_SYNC);
    journal::FileStatus status;
    if (!file.ok() || !journal::ReadStatus(file.get(), status)) return Denied("cannot open");
    bool is_device = S_ISCHR(status.mode);
    if (!is_device) {
        uint64_t file_bytes = status.size_bytes;
        if (base > file_bytes || size.value_or(0) > file_bytes - base) {
            return Fail(ErrorCode::kTruncated, "the region lies outside the file", base);
        }
        if (!size) size = file_bytes - base;
    }
    if (!size || *size == 0) return Fail(ErrorCode::kMalformed, "the size of the region is not known", base);
    if (*size > kMaxRegionBytes) return Fail(ErrorCode::kLimit, "the region is too large", base);

    uint64_t before = base % getauxval(AT_PAGESZ);
    mapped_bytes_ = static_cast<size_t>(*size + before);
    void* mapping = mmap(nullptr, mapped_bytes_, PROT_READ, MAP_PRIVATE, file.get(), static_cast<off_t>(base - before));
    if (mapping == MAP_FAILED) return Denied("cannot map");
    mapping_ = mapping;
    bytes_ = {static_cast<const uint8_t*>(mapping) + before, static_cast<size_t>(*size)};
    return is_device ? CopyWords() : Result<void>();
}

Result<void> MemoryRegion::CopyWords() {
    if (reinterpret_cast<uintptr_t>(bytes_.data()) % 4 != 0 || bytes_.size() % 4 != 0) {
        return Fail(ErrorCode::kMalformed, "base and size of a device's region must be multiples of 4");
    }
    void* copy = mmap(nullptr, bytes_.size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (copy == MAP_FAILED) return journal::SystemFailure("cannot get memory");
    copy_ = copy;
    auto* from = reinterpret_cast<const volatile uint32_t*>(bytes_.data());
    for (size_t i = 0; i < bytes_.size(); i += 4) {
        uint32_t word = *from++;
        memcpy(static_cast<uint8_t*>(copy) + i, &word, 4);
    }
    bytes_ = {static_cast<const uint8_t*>(copy), bytes_.size()};
    munmap(mapping_, mapped_bytes_);
    mapping_ = nullptr;
    return {};
}

}  // namespace faultbox::harvest
