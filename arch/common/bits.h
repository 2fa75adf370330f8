#pragma once

#include <cstdint>

namespace faultbox {

/// Bits `high` down to `low` of `value`, both inclusive and at most 63, as manuals write them: `Bits(fsr, 5, 0)`.
constexpr uint64_t Bits(uint64_t value, unsigned high, unsigned low) {
    return (value >> low) & (~uint64_t{0} >> (63 - (high - low)));
}

constexpr bool Bit(uint64_t value, unsigned bit) {
    return (value >> bit) & 1;
}

/// The low `width` bits (1 to 64) of `value` as a two's complement number.
constexpr int64_t SignExtend(uint64_t value, unsigned width) {
    return static_cast<int64_t>(value << (64 - width)) >> (64 - width);
}

}  // namespace faultbox
