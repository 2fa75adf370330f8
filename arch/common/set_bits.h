#pragma once

#include <bit>
#include <cstdint>

namespace faultbox {

/// Calls `visit(n)` for each bit n that is set in `mask`, ascending.
template <typename Visit>
void ForEachSetBit(uint64_t mask, Visit&& visit) {
    for (; mask != 0; mask &= mask - 1) visit(static_cast<unsigned>(std::countr_zero(mask)));
}

}  // namespace faultbox
