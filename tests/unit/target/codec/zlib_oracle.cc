#include "tests/unit/target/codec/zlib_oracle.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>
#include <iterator>
#include <random>
#include <string>

namespace faultbox::codec {

std::vector<uint8_t> Deflate(const std::vector<uint8_t>& input, int level, int window_bits, int memory_level,
                             int strategy) {
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, level, Z_DEFLATED, window_bits, memory_level, strategy), Z_OK);
    std::vector<uint8_t> output(deflateBound(&stream, input.size()) + 64);
    stream.next_in = const_cast<uint8_t*>(input.data());
    stream.avail_in = static_cast<unsigned>(input.size());
    stream.next_out = output.data();
    stream.avail_out = static_cast<unsigned>(output.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    output.resize(stream.total_out);
    deflateEnd(&stream);
    return output;
}

std::vector<uint8_t> LoadFile(const char* name) {
    std::ifstream file(std::string(FAULTBOX_TESTS_DIR "/unit/target/codec/data/") + name, std::ios::binary);
    std::vector<uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_FALSE(bytes.empty()) << name;
    return bytes;
}

std::vector<uint8_t> Noise(size_t size, uint32_t seed) {
    std::mt19937 random(seed);
    std::vector<uint8_t> bytes(size);
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
    return bytes;
}

}  // namespace faultbox::codec
