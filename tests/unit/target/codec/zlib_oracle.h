#pragma once

#include <cstdint>
#include <vector>

namespace faultbox::codec {

/// zlib's deflate: `window_bits` negative for a raw stream, positive for one in a zlib wrapper.
std::vector<uint8_t> Deflate(const std::vector<uint8_t>& input, int level, int window_bits, int memory_level,
                             int strategy);

/// A kernel log, the longest text there is here.
std::vector<uint8_t> LoadFile(const char* name);

/// Bytes of a fixed sequence that no compression shortens.
std::vector<uint8_t> Noise(size_t size, uint32_t seed);

}  // namespace faultbox::codec
