// Streams of any bytes. The first byte chooses the wrapper and how much room there is.
#include "target/codec/inflate.h"

#include <array>
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    static std::array<uint8_t, 1 << 16> output;
    const std::span<uint8_t> room = std::span(output).first((data[0] >> 1) * 512u);
    const faultbox::Bytes stream(data + 1, size - 1);
    const faultbox::codec::Inflated inflated =
        data[0] & 1 ? faultbox::codec::Inflate(stream, room) : faultbox::codec::InflateZlib(stream, room);
    if (inflated.produced > room.size() || inflated.consumed > stream.size()) __builtin_trap();
    return 0;
}
