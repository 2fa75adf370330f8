#pragma once

#include <optional>

#include "arch/common/bit_operation.h"
#include "arch/common/bytes.h"

namespace faultbox::arm64 {

/// What the A64 instruction that `code` is does with bits (DDI 0487, C6.2). nullopt for all others and for truncated
/// bytes. `thumb` is of no account.
std::optional<BitOperation> DecodeBitOperation(Bytes code, bool thumb);

}  // namespace faultbox::arm64
