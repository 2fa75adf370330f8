#pragma once

#include "arch/common/bytes.h"
#include "arch/common/instruction.h"
#include "arch/common/result.h"

namespace faultbox::arm {

/// Decodes the A32 or (with `thumb`) T32 instruction at the start of `code`, little endian, which runs at `pc`, as far
/// as memory operands, register moves, sums, jumps and calls go; of all others the registers they write (DDI 0406C, A5,
/// A6). One T32 instruction does not show whether it stands in an IT block: `it` says how many of those behind it do.
/// Truncated bytes are the only error.
Result<Instruction> DecodeInstruction(Bytes code, uint64_t pc, bool thumb);

}  // namespace faultbox::arm
