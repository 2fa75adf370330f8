#pragma once

#include <optional>

#include "arch/common/bit_operation.h"
#include "arch/common/bytes.h"

namespace faultbox::x86 {

/// What the instruction at the start of `code` does with bits of a register or of its memory operand (SDM vol. 2: AND,
/// OR, XOR, TEST, BT, BTS, BTR, BTC, SHR with an immediate; OR of two registers), in 32-bit or 64-bit mode. nullopt for
/// all others, for those of ah, ch, dh and bh, and for truncated bytes. `thumb` is of no account.
std::optional<BitOperation> DecodeBitOperation32(Bytes code, bool thumb);
std::optional<BitOperation> DecodeBitOperation64(Bytes code, bool thumb);

}  // namespace faultbox::x86
