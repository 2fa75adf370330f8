#pragma once

#include <cstdint>

#include "arch/common/bytes.h"
#include "arch/common/instruction.h"
#include "arch/common/result.h"

namespace faultbox::arm64 {

/// Decodes the A64 instruction at the start of `code`, four bytes, little endian, which runs at `pc`, as far as memory
/// operands, register moves, sums, jumps and calls go; of all others the general registers they write (DDI 0487, C4.1).
/// Of SVE and SME instructions the registers are an upper bound, and memory operands are absent. The last parameter is
/// ArchAnalysis' `thumb`, without meaning here. Truncated bytes are the only error.
Result<Instruction> DecodeA64(Bytes code, uint64_t pc, bool thumb);

}  // namespace faultbox::arm64
