#include "host/input/record_list.h"

#include "host/io/block_memory.h"

namespace faultbox {
namespace {

using google::protobuf::Arena;

constexpr size_t kFirstBlockBytes = size_t{4} << 10;

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
