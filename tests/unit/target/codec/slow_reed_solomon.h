#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace faultbox::codec {

/// Parity of RS over GF(256), polynomial 0x11d, first root 1, highest power first: made without tables, from what the
/// code is by definition. The parity is the one polynomial of degree below `roots` that makes the codeword zero at each
/// power of alpha; it is found by Gaussian elimination.
std::vector<uint8_t> SlowParity(const std::vector<uint8_t>& data, size_t roots);

}  // namespace faultbox::codec
