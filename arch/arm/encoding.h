#pragma once

#include <cstdint>

#include "arch/arm/registers.h"
#include "arch/common/bits.h"
#include "arch/common/instruction.h"

namespace faultbox::arm {

/// The register number in the four bits of `word` from `low` upwards.
constexpr RegisterId Reg(uint32_t word, unsigned low) {
    return static_cast<RegisterId>(Bits(word, low + 3, low));
}

constexpr uint64_t MaskOf(RegisterId reg) {
    return reg == kNoRegister ? 0 : uint64_t{1} << reg;
}

/// A shift of a register operand by an immediate (DDI 0406C, A8.4.3, DecodeImmShift).
void DecodeShift(unsigned type, unsigned imm5, Shift& shift, uint8_t& amount);

/// Fills in what follows from a load's or store's operand: operation, clobbered registers, and the absolute address of
/// a pc-relative one. `pc_base` is what the pc reads as, aligned (Align(PC, 4)).
void FinishAccess(Instruction& instruction, MemoryAccess access, bool load, uint64_t pc_base);

/// Loads and stores of several registers from `mask`, ascending, at `base` (A8.8.58 LDM to A8.8.62, A8.8.199 STM).
Instruction BlockTransfer(RegisterId base, uint64_t mask, bool load, bool before, bool up, bool write_back);

/// Coprocessor and VFP loads and stores, which A32 and T32 encode alike (A5.6, A6.3.18, A7.6).
Instruction DecodeCoprocessorTransfer(uint32_t word, uint64_t pc_base);
/// Advanced SIMD element and structure loads and stores (A7.7), in their A32 encoding.
Instruction DecodeElementTransfer(uint32_t word, uint64_t pc_base);

/// The A32 instruction `word` at `pc`; its length and condition are filled in.
Instruction DecodeA32(uint32_t word, uint64_t pc);
/// A32 loads and stores: of words and bytes (A5.3), extra ones (A5.2.8), exclusive ones and swaps (A5.2.10).
Instruction DecodeLoadStore(uint32_t word, uint64_t pc);
Instruction DecodeExtraLoadStore(uint32_t word, uint64_t pc);
Instruction DecodeSynchronization(uint32_t word, uint64_t pc);

/// The 16-bit or 32-bit T32 instruction at `pc`. `second` is the following halfword, unused by 16-bit ones.
Instruction DecodeT32Narrow(uint16_t first, uint64_t pc);
Instruction DecodeT32Wide(uint16_t first, uint16_t second, uint64_t pc);

}  // namespace faultbox::arm
