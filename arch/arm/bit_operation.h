#pragma once

#include <optional>

#include "arch/common/bit_operation.h"
#include "arch/common/bytes.h"

namespace faultbox::arm {

/// What the unconditional A32 or T32 instruction that `code` is does with bits (DDI 0406C, A8.8). nullopt for all
/// others and for truncated bytes.
std::optional<BitOperation> DecodeBitOperation(Bytes code, bool thumb);

}  // namespace faultbox::arm
