#include "target/codec/inflate.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <random>
#include <string>
#include <vector>

namespace faultbox::codec {
namespace {

std::string KernelLog(size_t lines) {
    std::mt19937 random(7);
    std::string text;
    for (size_t i = 0; i < lines; ++i) {
        text += "<6>[    0." + std::to_string(100000 + i) + "] usb 1-" + std::to_string(random() % 7) +
                ": new high-speed USB device number " + std::to_string(random() % 100) + " using xhci_hcd\n";
    }
    return text;
}

// What zlib makes of `text`. `window_bits`: negative for a raw stream, as deflateInit2 has it.
std::vector<uint8_t> Deflate(const std::string& text, int level, int window_bits, int strategy = Z_DEFAULT_STRATEGY) {
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, level, Z_DEFLATED, window_bits, 8, strategy), Z_OK);
    std::vector<uint8_t> out(deflateBound(&stream, text.size()));
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

TEST(Inflate, ReadsWhatZlibWrote) {
    for (const std::string& text : {std::string(), std::string("a"), KernelLog(3), KernelLog(400)}) {
        for (int level : {0, 1, 6, 9}) {
            for (int strategy : {Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE}) {
                std::vector<uint8_t> packed = Deflate(text, level, -15, strategy);
                std::vector<uint8_t> out(text.size());
                Inflated result = Inflate(packed, out);
                EXPECT_TRUE(result.finished()) << level << ' ' << strategy;
                EXPECT_EQ(result.consumed, packed.size());
                EXPECT_EQ(AsText(out), text);
            }
        }
    }
}

TEST(Inflate, ReadsTheKernelsWindowSizes) {  // 2^11 by crypto/deflate.c, 2^12 by old fs/pstore/platform.c
    std::string text = KernelLog(200);
    std::vector<uint8_t> out(text.size());
    EXPECT_TRUE(Inflate(Deflate(text, 6, -11), out).finished());
    EXPECT_EQ(AsText(out), text);
    EXPECT_TRUE(InflateZlib(Deflate(text, 6, 12), out).finished());
    EXPECT_EQ(AsText(out), text);
}

TEST(Inflate, KeepsEveryByteUpToTheCut) {
    std::string text = KernelLog(100);
    std::vector<uint8_t> packed = Deflate(text, 6, -15);
    size_t before = 0;
    for (size_t cut = 0; cut < packed.size(); ++cut) {
        std::vector<uint8_t> out(text.size());
        Inflated result = Inflate(Bytes(packed).first(cut), out);
        EXPECT_FALSE(result.finished());
        EXPECT_EQ(result.error->code, ErrorCode::kTruncated);
        EXPECT_GE(result.produced, before) << "more input never gives less text";
        before = result.produced;
        EXPECT_EQ(AsText(Bytes(out).first(result.produced)), text.substr(0, result.produced));
    }
    EXPECT_GT(before, text.size() - 200);
}

TEST(Inflate, StopsAtTheEndOfItsOutput) {
    std::string text = KernelLog(10);
    std::vector<uint8_t> out(50);
    Inflated result = Inflate(Deflate(text, 6, -15), out);
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->code, ErrorCode::kLimit);
    EXPECT_EQ(AsText(out), text.substr(0, 50));
}

TEST(Inflate, RefusesBrokenStreams) {
    std::vector<uint8_t> out(1000);
    const std::vector<uint8_t> reserved_type = {0x07};
    EXPECT_EQ(Inflate(reserved_type, out).error->code, ErrorCode::kMalformed);
    const std::vector<uint8_t> bad_stored_length = {0x01, 0x05, 0x00, 0x00, 0x00};
    EXPECT_EQ(Inflate(bad_stored_length, out).error->code, ErrorCode::kMalformed);
    const std::vector<uint8_t> match_before_start = {0x63, 0x00, 0x02, 0x00};  // fixed: literal 0, then a far match
    EXPECT_FALSE(InflateZlib(match_before_start, out).finished());
    EXPECT_EQ(Inflate({}, out).error->code, ErrorCode::kTruncated);
}

}  // namespace
}  // namespace faultbox::codec
