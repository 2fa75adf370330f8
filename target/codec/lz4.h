#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox::codec {

/// The largest block that `size` bytes of input can become (lz4_Block_format.md: nothing but literals).
constexpr size_t Lz4Bound(size_t size) {
    return size + size / 255 + 16;
}

/// Writes `input` as one LZ4 block (lz4_Block_format.md) and returns its size. Uses 16 KiB of stack. Fails with kLimit
/// when `output` is too small, or `input` larger than 16 MiB.
Result<size_t> Lz4Compress(Bytes input, std::span<uint8_t> output);

/// Unpacks an untrusted LZ4 block and returns how many bytes it held. Fails with the offset into `block` where it is
/// malformed, or with kLimit when `output` is too small; what was unpacked by then stands in `output`.
Result<size_t> Lz4Decompress(Bytes block, std::span<uint8_t> output);

/// What came out of a block. Everything up to an error is kept.
struct Lz4Unpacked {
    size_t produced = 0;
    std::optional<Error> error;  ///< Offset in the block.
};

/// The same, for blocks of which a part is better than nothing.
Lz4Unpacked Lz4Unpack(Bytes block, std::span<uint8_t> output);

}  // namespace faultbox::codec
