#include "host/io/block_memory.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>

namespace faultbox {
namespace {

TEST(BlockMemory, IsOfAnySize) {
    for (size_t bytes :
         {size_t{1}, size_t{4096}, kHugePageBytes - 8, kHugePageBytes, kHugePageBytes + 8, 2 * kHugePageBytes}) {
        void* block = AllocateBlock(bytes);
        std::memset(block, 0x5a, bytes);
        EXPECT_EQ(static_cast<uint8_t*>(block)[bytes - 1], 0x5a);
        EXPECT_EQ(reinterpret_cast<uintptr_t>(block) % alignof(std::max_align_t), 0u);
        FreeBlock(block, bytes);
    }
}

TEST(BlockMemory, BeginsWhereAHugePageCan) {
    void* block = AllocateBlock(kHugePageBytes);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(block) % kHugePageBytes, 0u);
    FreeBlock(block, kHugePageBytes);
}

}  // namespace
}  // namespace faultbox
