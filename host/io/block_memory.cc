#include "host/io/block_memory.h"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace faultbox {

void* AllocateBlock(size_t bytes) {
    if (bytes % kHugePageBytes != 0) return ::operator new(bytes);
    void* block = std::aligned_alloc(kHugePageBytes, bytes);
    if (block == nullptr) std::abort();
    madvise(block, bytes, MADV_HUGEPAGE);  // Where that fails, it is memory all the same.
    return block;
}

void FreeBlock(void* block, size_t bytes) {
    bytes % kHugePageBytes == 0 ? std::free(block) : ::operator delete(block);
}

}  // namespace faultbox
