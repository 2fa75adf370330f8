#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace faultbox {

/// The parts of a function, each [begin, end) of link addresses.
using AddressRanges = std::vector<std::pair<uint64_t, uint64_t>>;

/// True where one of `ranges` holds `address`.
inline bool Hold(const AddressRanges& ranges, uint64_t address) {
    return std::ranges::any_of(ranges, [=](const auto& r) { return address >= r.first && address < r.second; });
}

}  // namespace faultbox
