#include "target/codec/lz4.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "tests/unit/target/codec/zlib_oracle.h"

namespace faultbox::codec {
namespace {

std::vector<uint8_t> Compress(const std::vector<uint8_t>& input) {
    std::vector<uint8_t> block(Lz4Bound(input.size()));
    Result<size_t> size = Lz4Compress(input, block);
    EXPECT_TRUE(size);
    block.resize(size.value_or(0));
    return block;
}

std::vector<std::vector<uint8_t>> Inputs() {
    std::vector<uint8_t> far = Noise(70000, 3);  // The same bytes again, further back than a match can reach.
    far.insert(far.end(), far.begin(), far.begin() + 1000);
    return {{},
            {'a'},
            std::vector<uint8_t>(12, 'b'),
            std::vector<uint8_t>(13, 'b'),
            std::vector<uint8_t>(100000, 0),
            far,
            LoadFile("console.txt")};
}

TEST(Lz4, ReadsWhatItWrites) {
    for (const std::vector<uint8_t>& input : Inputs()) {
        std::vector<uint8_t> block = Compress(input);
        std::vector<uint8_t> output(input.size());
        Result<size_t> size = Lz4Decompress(block, output);
        ASSERT_TRUE(size) << input.size();
        EXPECT_EQ(*size, input.size());
        EXPECT_EQ(output, input);
    }
}

TEST(Lz4, KernelLogTakesAtMost55Percent) {
    std::vector<uint8_t> input = LoadFile("console.txt");
    EXPECT_LE(Compress(input).size() * 100, input.size() * 55);
}

// The frame format's minimum around one block (lz4_Frame_format.md): magic, version 01 with independent blocks and no
// checksums, blocks up to 4 MiB, and the header checksum of those two bytes.
TEST(Lz4, ReferenceToolReadsWhatItWrites) {
    std::vector<uint8_t> input = LoadFile("console.txt");
    std::vector<uint8_t> block = Compress(input);
    std::string folder = testing::TempDir();
    std::string packed = folder + "faultbox_block.lz4", unpacked = folder + "faultbox_block.txt";
    {
        std::ofstream file(packed, std::ios::binary);
        const char header[] = "\x04\x22\x4d\x18\x60\x70\x73";
        file.write(header, 7);
        const uint32_t size = static_cast<uint32_t>(block.size()), end = 0;
        file.write(reinterpret_cast<const char*>(&size), 4);
        file.write(reinterpret_cast<const char*>(block.data()), static_cast<std::streamsize>(block.size()));
        file.write(reinterpret_cast<const char*>(&end), 4);
    }
    ASSERT_EQ(std::system(("lz4 -dqf " + packed + " " + unpacked).c_str()), 0);
    std::ifstream file(unpacked, std::ios::binary);
    std::vector<uint8_t> output{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(output, input);
}

// data/console.lz4-N: the block that `lz4 -N` makes of console.txt, without its frame.
TEST(Lz4, ReadsWhatTheReferenceToolWrites) {
    std::vector<uint8_t> input = LoadFile("console.txt");
    for (const char* name : {"console.lz4-1", "console.lz4-12"}) {
        std::vector<uint8_t> output(input.size());
        Result<size_t> size = Lz4Decompress(LoadFile(name), output);
        ASSERT_TRUE(size) << name;
        EXPECT_EQ(output, input);
    }
}

TEST(Lz4, KeepsEveryByteBeforeACut) {
    std::vector<uint8_t> input = LoadFile("console.txt"), block = LoadFile("console.lz4-12");
    std::vector<uint8_t> output(input.size());
    size_t before = 0;
    for (size_t cut = 0; cut < block.size(); cut += 5) {
        size_t produced = Lz4Unpack(Bytes(block).first(cut), output).produced;
        ASSERT_GE(produced, before);
        ASSERT_TRUE(std::equal(output.begin(), output.begin() + static_cast<ptrdiff_t>(produced), input.begin()));
        before = produced;
    }
    EXPECT_GT(before, input.size() - 200);
}

// A block written by hand from lz4_Block_format.md: 4 literals, a match of 8 at distance 4 (overlapping), 5 literals.
TEST(Lz4, ReadsABlockOfTheSpecification) {
    const std::vector<uint8_t> block = {0x44, 'a', 'b', 'c', 'd', 4, 0, 0x50, 'v', 'w', 'x', 'y', 'z'};
    std::vector<uint8_t> output(17);
    ASSERT_EQ(Lz4Decompress(block, output).value_or(0), 17u);
    EXPECT_EQ(AsText(output), "abcdabcdabcdvwxyz");
}

TEST(Lz4, EndsWithFiveLiterals) {
    std::vector<uint8_t> block = Compress(std::vector<uint8_t>(100, 'x'));
    ASSERT_GE(block.size(), 6u);
    EXPECT_EQ(block[block.size() - 6], 0x50);
}

TEST(Lz4, RefusesWhatBreaksTheFormat) {
    std::vector<uint8_t> output(64);
    auto code = [&](std::vector<uint8_t> block) {
        Result<size_t> size = Lz4Decompress(block, output);
        EXPECT_FALSE(size);
        return size ? ErrorCode::kIo : size.error().code;
    };
    EXPECT_EQ(code({0x10, 'a', 0, 0}), ErrorCode::kMalformed);           // distance 0
    EXPECT_EQ(code({0x10, 'a', 2, 0}), ErrorCode::kMalformed);           // distance beyond the start
    EXPECT_EQ(code({0x20, 'a'}), ErrorCode::kTruncated);                 // one of two literals
    EXPECT_EQ(code({0x10, 'a', 1}), ErrorCode::kTruncated);              // half a distance
    EXPECT_EQ(code({0xf0}), ErrorCode::kTruncated);                      // no length behind 15
    EXPECT_EQ(code({0x1f, 'a', 1, 0, 255, 255, 0}), ErrorCode::kLimit);  // more than 64 bytes
}

TEST(Lz4, RefusesABufferThatIsTooSmall) {
    std::vector<uint8_t> input = Noise(1000, 5), block(Lz4Bound(1000));
    size_t size = *Lz4Compress(input, block);
    block.resize(size - 1);
    EXPECT_EQ(Lz4Compress(input, block).error().code, ErrorCode::kLimit);
}

}  // namespace
}  // namespace faultbox::codec
