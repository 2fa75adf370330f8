#include "host/input/fast_crc32.h"

#include <array>

namespace faultbox {
namespace {

constexpr uint32_t kPolynomial = 0xedb88320;  // Reflected, as in target/codec/crc32.cc.
constexpr size_t kSlices = 16;

using Table = std::array<uint32_t, 256>;

// "Slicing" (Kounavis and Berry, 2005): tables[n][byte] is what `byte` becomes when n zero bytes follow it, so that the
// lookups of as many bytes as there are tables do not wait for each other.
constexpr std::array<Table, kSlices> kTables = [] {
    std::array<Table, kSlices> tables{};
    for (uint32_t byte = 0; byte < 256; ++byte) {
        uint32_t crc = byte;
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? kPolynomial : 0);
        tables[0][byte] = crc;
    }
    for (size_t slice = 1; slice < kSlices; ++slice) {
        for (size_t byte = 0; byte < 256; ++byte) {
            const uint32_t before = tables[slice - 1][byte];
            tables[slice][byte] = before >> 8 ^ tables[0][before & 0xff];
        }
    }
    return tables;
}();

uint32_t AddByte(uint32_t crc, uint8_t byte) {
    return crc >> 8 ^ kTables[0][(crc ^ byte) & 0xff];
}

// The first four bytes meet the CRC that was before them.
uint32_t AddSlices(uint32_t crc, const uint8_t* bytes) {
    uint32_t sum = 0;
    for (size_t i = 0; i < kSlices; ++i) {
        const uint32_t before = i < sizeof crc ? crc >> 8 * i : 0;
        sum ^= kTables[kSlices - 1 - i][(before ^ bytes[i]) & 0xff];
    }
    return sum;
}

}  // namespace

uint32_t FastCrc32(Bytes bytes, uint32_t before) {
    uint32_t crc = ~before;
    for (; bytes.size() >= kSlices; bytes = bytes.subspan(kSlices)) crc = AddSlices(crc, bytes.data());
    for (uint8_t byte : bytes) crc = AddByte(crc, byte);
    return ~crc;
}

}  // namespace faultbox
