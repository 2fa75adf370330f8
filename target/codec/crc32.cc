#include "target/codec/crc32.h"

#include <array>

namespace faultbox::codec {
namespace {

constexpr uint32_t kPolynomial = 0xedb88320;  // Reflected.

// One entry a nibble: 64 bytes instead of 1 KiB, on data that is small.
constexpr std::array<uint32_t, 16> kTable = [] {
    std::array<uint32_t, 16> table{};
    for (uint32_t nibble = 0; nibble < 16; ++nibble) {
        uint32_t crc = nibble;
        for (int bit = 0; bit < 4; ++bit) crc = crc >> 1 ^ (crc & 1 ? kPolynomial : 0);
        table[nibble] = crc;
    }
    return table;
}();

}  // namespace

uint32_t Crc32(Bytes bytes, uint32_t before) {
    uint32_t crc = ~before;
    for (uint8_t byte : bytes) {
        crc ^= byte;
        crc = crc >> 4 ^ kTable[crc & 15];
        crc = crc >> 4 ^ kTable[crc & 15];
    }
    return ~crc;
}

}  // namespace faultbox::codec
