#pragma once

#include <cstdint>

#include "arch/common/bytes.h"

namespace faultbox::codec {

/// CRC-32 as zlib, PNG and Ethernet compute it (ISO 3309: polynomial 0x04c11db7 reflected, start and final XOR all
/// ones). `before` is the CRC of what stands before `bytes`, 0 at the beginning.
uint32_t Crc32(Bytes bytes, uint32_t before = 0);

}  // namespace faultbox::codec
