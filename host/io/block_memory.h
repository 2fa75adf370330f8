#pragma once

#include <cstddef>

namespace faultbox {

/// A block of memory for many small objects, not nullptr. Blocks of whole multiples of `kHugePageBytes` are huge pages
/// where the system has them for who asks (Documentation/admin-guide/mm/transhuge.rst): tens of megabytes cost more to
/// get page by page than to fill.
void* AllocateBlock(size_t bytes);
/// `bytes` as they were asked for.
void FreeBlock(void* block, size_t bytes);

inline constexpr size_t kHugePageBytes = size_t{2} << 20;  ///< Of x86 and, with pages of 4 KiB, of arm64.

}  // namespace faultbox
