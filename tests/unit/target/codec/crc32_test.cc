#include "target/codec/crc32.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "tests/unit/target/codec/zlib_oracle.h"

namespace faultbox::codec {
namespace {

TEST(Crc32, CheckValue) {
    EXPECT_EQ(Crc32(AsBytes("123456789")), 0xcbf43926u);  // The "check" of CRC-32/ISO-HDLC.
    EXPECT_EQ(Crc32({}), 0u);
}

TEST(Crc32, IsZlibs) {
    for (size_t size : {1, 2, 3, 255, 256, 5000}) {
        std::vector<uint8_t> bytes = Noise(size, static_cast<uint32_t>(size));
        EXPECT_EQ(Crc32(bytes), crc32(0, bytes.data(), static_cast<unsigned>(size)));
    }
}

}  // namespace
}  // namespace faultbox::codec
