#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "arch/common/bytes.h"

namespace faultbox::codec {

/// The code of persistent_ram (fs/pstore/ram_core.c: init_rs(8, 0x11d, 0, 1, nroots)): symbols of 8 bits, field
/// polynomial 0x11d, first root 0, primitive element 1, shortened to the data at hand.
inline constexpr size_t kMostParity = 127;  ///< Bytes of parity: what ramoops blocks of 128 bytes leave of 255.

/// Computes the parity of `data` in the kernel's order. Data and parity together must not exceed 255 bytes, and parity
/// not kMostParity; otherwise false.
bool ReedSolomonEncode(Bytes data, std::span<uint8_t> parity);

/// Corrects `data` and `parity` in place. Up to parity.size() / 2 wrong bytes can be corrected. Returns how many were,
/// or nullopt when there are more, or when data and parity together exceed 255 bytes; both are then left as they were.
std::optional<unsigned> ReedSolomonCorrect(std::span<uint8_t> data, std::span<uint8_t> parity);

}  // namespace faultbox::codec
