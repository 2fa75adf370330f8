#pragma once

#include "arch/common/bytes.h"
#include "arch/common/instruction.h"
#include "arch/common/result.h"

namespace faultbox::x86 {

/// Decodes the instruction at the start of `code`, which runs at `pc` in 32-bit or 64-bit mode: its length, memory
/// operands, register moves, sums, jumps and calls; of all others the general registers they write (SDM vol. 2, chapter
/// 2 and appendix A; VEX, EVEX and AMD's XOP included). `thumb` is of no account. Registers are those of i386 or
/// x86_64. Opcodes that are no instruction are Operation::kUndefined. Errors: truncated bytes, more than 15 bytes,
/// 16-bit addressing.
///
/// Of a bit test with the bit number in a register, the memory operand is that of bit 0; of a string instruction with a
/// repeat prefix, the element that comes next.
Result<Instruction> Decode32(Bytes code, uint64_t pc, bool thumb);
Result<Instruction> Decode64(Bytes code, uint64_t pc, bool thumb);

/// The length of that instruction alone. The same errors.
Result<uint8_t> LengthIn32(Bytes code);
Result<uint8_t> LengthIn64(Bytes code);

}  // namespace faultbox::x86
