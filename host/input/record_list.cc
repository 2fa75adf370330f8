#include "host/input/record_list.h"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace faultbox {
namespace {

using google::protobuf::Arena;

constexpr size_t kFirstBlockBytes = size_t{4} << 10;
// Where the system has huge pages, blocks as large as one take them: thousands of records are tens of megabytes, which
// cost more to get page by page than to fill.
constexpr size_t kHugePageBytes = size_t{2} << 20;

void* AllocateBlock(size_t bytes) {
    if (bytes % kHugePageBytes != 0) return ::operator new(bytes);
    void* block = std::aligned_alloc(kHugePageBytes, bytes);
    if (block == nullptr) std::abort();
    madvise(block, bytes, MADV_HUGEPAGE);  // Without any, these are pages as others are.
    return block;
}

void FreeBlock(void* block, size_t bytes) {
    bytes % kHugePageBytes == 0 ? std::free(block) : ::operator delete(block);
}

// Inputs of one record are as common as those of thousands: blocks begin small, and grow.
std::unique_ptr<Arena> MakeArena() {
    google::protobuf::ArenaOptions options;
    options.start_block_size = kFirstBlockBytes;
    options.max_block_size = kHugePageBytes;
    options.block_alloc = AllocateBlock;
    options.block_dealloc = FreeBlock;
    return std::make_unique<Arena>(options);
}

}  // namespace

RecordList::RecordList() : arena_(MakeArena()), records_(Arena::CreateMessage<Records>(arena_.get())) {}

}  // namespace faultbox
