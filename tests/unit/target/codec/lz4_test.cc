#include "target/codec/lz4.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace faultbox::codec {
namespace {

std::vector<uint8_t> Pack(Bytes input) {
    std::vector<uint8_t> out(input.size() + input.size() / 200 + 32);
    Result<size_t> size = Lz4Compress(input, out);
    EXPECT_TRUE(size);
    out.resize(size.value_or(0));
    return out;
}

TEST(Lz4, ComesBackAsItWent) {
    std::mt19937 random(3);
    for (size_t size : {0, 1, 4, 5, 11, 12, 13, 64, 300, 70000}) {
        for (unsigned alphabet : {1u, 2u, 26u, 256u}) {
            std::vector<uint8_t> input(size);
            for (uint8_t& byte : input) byte = static_cast<uint8_t>('a' + random() % alphabet);
            std::vector<uint8_t> packed = Pack(input);
            std::vector<uint8_t> out(size);
            Result<size_t> unpacked = Lz4Decompress(packed, out);
            ASSERT_TRUE(unpacked) << size << ' ' << alphabet;
            EXPECT_EQ(*unpacked, size);
            EXPECT_EQ(out, input);
        }
    }
}

// A block written by hand from lz4_Block_format.md: 4 literals, a match of 8 at distance 4 (overlapping), 5 literals.
TEST(Lz4, ReadsABlockOfTheSpecification) {
    const std::vector<uint8_t> block = {0x44, 'a', 'b', 'c', 'd', 4, 0, 0x50, 'e', 'f', 'g', 'h', 'i'};
    std::vector<uint8_t> out(17);
    ASSERT_EQ(Lz4Decompress(block, out), 17u);
    EXPECT_EQ(AsText(out), "abcdabcdabcdefghi");
}

TEST(Lz4, EndsWithFiveLiterals) {
    std::vector<uint8_t> packed = Pack(AsBytes(std::string(100, 'x')));
    ASSERT_GE(packed.size(), 6u);
    EXPECT_EQ(packed[packed.size() - 6] >> 4, 5) << "the format's end of block condition";
}

TEST(Lz4, RefusesBrokenBlocks) {
    std::vector<uint8_t> out(64);
    EXPECT_EQ(Lz4Decompress(std::vector<uint8_t>{0x14, 'a', 9, 0}, out).error().code, ErrorCode::kMalformed);
    EXPECT_EQ(Lz4Decompress(std::vector<uint8_t>{0x14, 'a', 0, 0}, out).error().code, ErrorCode::kMalformed);
    EXPECT_EQ(Lz4Decompress(std::vector<uint8_t>{0x40, 'a'}, out).error().code, ErrorCode::kTruncated);
    EXPECT_EQ(Lz4Decompress(std::vector<uint8_t>{0xf0, 255, 255}, out).error().code, ErrorCode::kTruncated);
    EXPECT_EQ(Lz4Decompress(std::vector<uint8_t>{0x1f, 'a', 1, 0, 200, 0}, out).error().code, ErrorCode::kLimit);
    std::vector<uint8_t> small(3);
    EXPECT_EQ(Lz4Compress(AsBytes("abcdefgh"), small).error().code, ErrorCode::kLimit);
}

}  // namespace
}  // namespace faultbox::codec
