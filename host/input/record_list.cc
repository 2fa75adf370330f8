#include "host/input/record_list.h"

namespace faultbox {
namespace {

using google::protobuf::Arena;

// Inputs of one record are as common as those of thousands: blocks begin small, and grow.
constexpr size_t kFirstBlockBytes = size_t{4} << 10;
constexpr size_t kLargestBlockBytes = size_t{1} << 20;

std::unique_ptr<Arena> MakeArena() {
    google::protobuf::ArenaOptions options;
    options.start_block_size = kFirstBlockBytes;
    options.max_block_size = kLargestBlockBytes;
    return std::make_unique<Arena>(options);
}

}  // namespace

RecordList::RecordList() : arena_(MakeArena()), records_(Arena::CreateMessage<Records>(arena_.get())) {}

}  // namespace faultbox
