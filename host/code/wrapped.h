#pragma once

#include <cstdint>

namespace faultbox {

/// Distances of addresses in what a crash states: as CPUs reckon, what does not fit into 64 bits is left out.
constexpr int64_t AddWrapped(int64_t a, int64_t b) {
    return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}

/// The same of `a` - `b`.
constexpr int64_t SubtractWrapped(int64_t a, int64_t b) {
    return static_cast<int64_t>(static_cast<uint64_t>(a) - static_cast<uint64_t>(b));
}

/// How far from 0, INT64_MIN too.
constexpr uint64_t Magnitude(int64_t distance) {
    return distance < 0 ? 0 - static_cast<uint64_t>(distance) : static_cast<uint64_t>(distance);
}

}  // namespace faultbox
