#pragma once

#include <cstdint>

#include "arch/common/bytes.h"

namespace faultbox {

/// codec::Crc32() with 8 KiB of tables, which the recorder has no room for: ten times as fast.
uint32_t FastCrc32(Bytes bytes, uint32_t before);

}  // namespace faultbox
