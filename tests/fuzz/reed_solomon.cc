// A block with parity: up to eight flipped bytes must come back, and any bytes at all must decode without harm. The
// first 16 bytes say which bytes to flip and how.
#include "target/codec/reed_solomon.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace faultbox;
    constexpr size_t kParity = 16, kFlips = kParity / 2;
    if (size <= 2 * kFlips) return 0;
    const std::span<const uint8_t> flips(data, 2 * kFlips);
    const size_t block_size = std::min<size_t>(size - 2 * kFlips, 128);
    const std::vector<uint8_t> block(data + 2 * kFlips, data + 2 * kFlips + block_size);
    std::array<uint8_t, kParity> parity{};
    if (!codec::ReedSolomonEncode(block, parity)) __builtin_trap();

    std::vector<uint8_t> damaged = block;
    std::array<uint8_t, kParity> damaged_parity = parity;
    for (size_t i = 0; i < kFlips; ++i) {
        size_t at = flips[2 * i] % (block_size + kParity);
        (at < block_size ? damaged[at] : damaged_parity[at - block_size]) ^= flips[2 * i + 1];
    }
    if (!codec::ReedSolomonCorrect(damaged, damaged_parity)) __builtin_trap();
    if (damaged != block || damaged_parity != parity) __builtin_trap();

    std::vector<uint8_t> any(data, data + std::min<size_t>(size, 240));
    const size_t any_parity = std::min<size_t>(any.size() / 2, data[0] % (codec::kMostParity + 1));
    (void)codec::ReedSolomonCorrect(std::span(any).subspan(any_parity), std::span(any).first(any_parity));
    return 0;
}
