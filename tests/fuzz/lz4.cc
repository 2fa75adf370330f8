// The same bytes as a block to unpack and as a text that must come back as it was.
#include "target/codec/lz4.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace faultbox;
    const Bytes input(data, size);
    std::vector<uint8_t> output(4096);
    const codec::Lz4Unpacked unpacked = codec::Lz4Unpack(input, output);
    if (unpacked.produced > output.size()) __builtin_trap();

    std::vector<uint8_t> block(codec::Lz4Bound(size));
    const Result<size_t> packed = codec::Lz4Compress(input, block);
    if (!packed) __builtin_trap();
    output.resize(size);
    const Result<size_t> back = codec::Lz4Decompress(Bytes(block).first(*packed), output);
    if (!back || *back != size || !std::ranges::equal(output, input)) __builtin_trap();
    return 0;
}
