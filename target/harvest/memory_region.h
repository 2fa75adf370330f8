#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox::harvest {

/// A window of a file, mapped for reading; memory of the machine when the file is /dev/mem.
class MemoryRegion {
  public:
    MemoryRegion() = default;
    ~MemoryRegion();
    MemoryRegion(const MemoryRegion&) = delete;
    MemoryRegion& operator=(const MemoryRegion&) = delete;

    /// Maps `size` bytes from `base` on, or from there to the end of a regular file. The window of a device must be
    /// stated. What is larger than 16 MiB is refused: ramoops regions are not. A device's memory may be uncached and
    /// allow aligned words only, so it is copied once, in 32-bit loads.
    Result<void> Open(const char* path, uint64_t base, std::optional<uint64_t> size);

    Bytes bytes() const { return bytes_; }

  private:
    Result<void> CopyWords();

    void* mapping_ = nullptr;
    size_t mapped_bytes_ = 0;
    void* copy_ = nullptr;
    Bytes bytes_;
};

}  // namespace faultbox::harvest
