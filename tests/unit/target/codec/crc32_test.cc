#include "target/codec/crc32.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <random>
#include <vector>

namespace faultbox::codec {
namespace {

TEST(Crc32, CheckValue) {
    EXPECT_EQ(Crc32(AsBytes("123456789")), 0xcbf43926u);
}

TEST(Crc32, EqualsZlib) {
    std::mt19937 random(1);
    for (size_t size = 0; size < 300; ++size) {
        std::vector<uint8_t> bytes(size);
        for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
        EXPECT_EQ(Crc32(bytes), crc32(0, bytes.data(), static_cast<uInt>(size)));
    }
}

}  // namespace
}  // namespace faultbox::codec
