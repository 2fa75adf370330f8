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

/// What firmware or a hypervisor that SMC or HVC called returns in (ARM DEN 0028, SMC Calling Convention, section 2.4).
inline constexpr uint64_t kFirmwareResults = 0b1111;

constexpr uint64_t MaskOf(RegisterId reg) {
    return reg == kNoRegister ? 0 : uint64_t{1} << reg;
}

/// `value` as a 32-bit address.
constexpr int64_t Address(uint64_t value) {
    return static_cast<int64_t>(Bits(value, 31, 0));
}

/// Moves, sums and jumps that read the pc read `pc_value`, the address of a later instruction (A2.3). A move becomes
/// one of that value; a sum with the pc is of no interest.
void ResolvePcSource(Instruction& instruction, uint64_t pc_value);

/// A shift of a register operand by an immediate (DDI 0406C, A8.4.3, DecodeImmShift).
void DecodeShift(unsigned type, unsigned imm5, Shift& shift, uint8_t& amount);

/// Fills in what follows from a load's or store's operand: operation, clobbered registers, and the absolute address of
/// a pc-relative one, or of a table that an index register is added to. `pc_base` is what the pc reads as, aligned
/// (Align(PC, 4)).
void FinishAccess(Instruction& instruction, MemoryAccess access, bool load, uint64_t pc_base);

/// Loads and stores of several registers from `mask`, ascending, at `base` (A8.8.58 LDM to A8.8.62, A8.8.199 STM).
Instruction BlockTransfer(RegisterId base, uint64_t mask, bool load, bool before, bool up, bool write_back);

/// Coprocessor and VFP loads and stores, which A32 and T32 encode alike (A5.6, A6.3.18, A7.6).
Instruction DecodeCoprocessorTransfer(uint32_t word, uint64_t pc_base);
/// Coprocessor and VFP instructions that are no transfers to memory: MRC, VMRS and VMOV write a register (A5.6, A7.8).
Instruction DecodeCoprocessorMove(uint32_t word);
/// RFE (A8.8.154): loads pc and CPSR from `base`, which makes it a computed jump.
Instruction ReturnFromException(RegisterId base, bool write_back);
/// Advanced SIMD element and structure loads and stores (A7.7), in their A32 encoding.
Instruction DecodeElementTransfer(uint32_t word, uint64_t pc_base);

/// The modified immediate constant of a data processing instruction (A5.2.4, A6.3.2).
int64_t ExpandA32Immediate(uint32_t word);
int64_t ExpandT32Immediate(uint32_t word);

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
