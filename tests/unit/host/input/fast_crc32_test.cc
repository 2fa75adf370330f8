#include "host/input/fast_crc32.h"

#include <gtest/gtest.h>

#include <vector>

#include "target/codec/crc32.h"

namespace faultbox {
namespace {

TEST(FastCrc32, CheckValue) {
    EXPECT_EQ(FastCrc32(AsBytes("123456789"), 0), 0xcbf43926u);  // The "check" of CRC-32/ISO-HDLC.
    EXPECT_EQ(FastCrc32({}, 0), 0u);
}

TEST(FastCrc32, IsTheRecordersForEverySizeAndStart) {
    std::vector<uint8_t> noise;
    for (uint32_t value = 1; noise.size() < 300; value = value * 1664525 + 1013904223) {
        noise.push_back(static_cast<uint8_t>(value >> 24));
    }
    for (size_t begin = 0; begin < 20; ++begin) {
        for (size_t size = 0; begin + size <= noise.size(); ++size) {
            const Bytes bytes = Bytes(noise).subspan(begin, size);
            ASSERT_EQ(FastCrc32(bytes, 0), codec::Crc32(bytes)) << begin << " " << size;
            ASSERT_EQ(FastCrc32(bytes, 0x12345678), codec::Crc32(bytes, 0x12345678));
        }
    }
}

}  // namespace
}  // namespace faultbox
