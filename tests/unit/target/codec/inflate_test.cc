#include "target/codec/inflate.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "tests/unit/target/codec/zlib_oracle.h"

namespace faultbox::codec {
namespace {

std::vector<uint8_t> Unpack(const std::vector<uint8_t>& stream, bool raw, size_t room) {
    std::vector<uint8_t> output(room);
    Inflated inflated = raw ? Inflate(stream, output) : InflateZlib(stream, output);
    EXPECT_TRUE(inflated.finished());
    output.resize(inflated.produced);
    return output;
}

std::vector<std::vector<uint8_t>> Inputs() {
    std::vector<uint8_t> zeros(70000), mixed = LoadFile("console.txt"), noise = Noise(70000, 1);
    mixed.insert(mixed.end(), noise.begin(), noise.begin() + 5000);
    mixed.insert(mixed.end(), 300, 'x');
    return {{}, {'a'}, zeros, noise, LoadFile("console.txt"), mixed};
}

// Levels 0 (stored), 1 and 9, fixed codes, run lengths only; the windows of kernels: 11 bits raw, 12 with wrapper, 15.
TEST(Inflate, UnpacksWhatZlibPacks) {
    for (const std::vector<uint8_t>& input : Inputs()) {
        for (int level : {0, 1, 6, 9}) {
            for (int strategy : {Z_DEFAULT_STRATEGY, Z_FIXED, Z_RLE, Z_HUFFMAN_ONLY}) {
                for (int window : {-11, -12, -15, 11, 12, 15}) {
                    std::vector<uint8_t> stream = Deflate(input, level, window, 4, strategy);
                    ASSERT_EQ(Unpack(stream, window < 0, input.size()), input) << level << " " << strategy;
                }
            }
        }
    }
}

TEST(Inflate, SaysWhereTheStreamEnded) {
    std::vector<uint8_t> input = LoadFile("console.txt");
    std::vector<uint8_t> stream = Deflate(input, 9, -15, 8, Z_DEFAULT_STRATEGY);
    size_t size = stream.size();
    stream.insert(stream.end(), 40, 'E');
    std::vector<uint8_t> output(input.size());
    EXPECT_EQ(Inflate(stream, output).consumed, size);
}

// The same stream through zlib gives how much there is in each prefix.
TEST(Inflate, KeepsEveryByteBeforeACut) {
    std::vector<uint8_t> input = LoadFile("console.txt");
    std::vector<uint8_t> stream = Deflate(input, 9, -15, 8, Z_DEFAULT_STRATEGY);
    std::vector<uint8_t> output(input.size()), expected(input.size());
    for (size_t cut = 0; cut < stream.size(); cut += 7) {
        z_stream oracle{};
        ASSERT_EQ(inflateInit2(&oracle, -15), Z_OK);
        oracle.next_in = stream.data();
        oracle.avail_in = static_cast<unsigned>(cut);
        oracle.next_out = expected.data();
        oracle.avail_out = static_cast<unsigned>(expected.size());
        inflate(&oracle, Z_SYNC_FLUSH);
        inflateEnd(&oracle);
        Inflated inflated = Inflate(Bytes(stream).first(cut), output);
        ASSERT_FALSE(inflated.finished());
        EXPECT_EQ(inflated.error->code, ErrorCode::kTruncated);
        EXPECT_EQ(inflated.error->offset, cut);
        ASSERT_GE(inflated.produced, oracle.total_out) << cut;
        ASSERT_LE(inflated.produced, input.size());
        ASSERT_TRUE(
            std::equal(output.begin(), output.begin() + static_cast<ptrdiff_t>(inflated.produced), input.begin()));
    }
}

TEST(Inflate, StopsWhereTheOutputEnds) {
    std::vector<uint8_t> input = LoadFile("console.txt");
    std::vector<uint8_t> stream = Deflate(input, 9, -15, 8, Z_DEFAULT_STRATEGY);
    for (size_t room : {size_t{0}, size_t{1}, size_t{1000}, input.size() - 1}) {
        std::vector<uint8_t> output(room);
        Inflated inflated = Inflate(stream, output);
        EXPECT_EQ(inflated.produced, room);
        ASSERT_TRUE(inflated.error);
        EXPECT_EQ(inflated.error->code, ErrorCode::kLimit);
        EXPECT_TRUE(std::equal(output.begin(), output.end(), input.begin()));
    }
}

struct BadStream {
    const char* what;
    std::vector<uint8_t> bytes;
};

// Bits are taken from the low end: final block, then two bits of type.
TEST(Inflate, RefusesWhatBreaksTheFormat) {
    const BadStream bad[] = {
        {"reserved block type", {0x07}},
        {"stored length and complement differ", {0x01, 5, 0, 5, 0}},
        {"match before the start: fixed code, length 3, distance 1", {0x03, 0x02, 0x00, 0x00}},
        {"too many literal codes (HLIT 31)", {0xfd, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}},
    };
    std::vector<uint8_t> output(100);
    for (const BadStream& stream : bad) {
        Inflated inflated = Inflate(stream.bytes, output);
        ASSERT_TRUE(inflated.error) << stream.what;
        EXPECT_EQ(inflated.error->code, ErrorCode::kMalformed) << stream.what;
    }
    EXPECT_EQ(InflateZlib(std::vector<uint8_t>{0x78, 0x9d, 0x03, 0x00}, output).error->code, ErrorCode::kMalformed);
}

}  // namespace
}  // namespace faultbox::codec
