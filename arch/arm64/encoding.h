#pragma once

#include <cstdint>
#include <span>

#include "arch/arm64/registers.h"
#include "arch/common/bits.h"
#include "arch/common/instruction.h"

namespace faultbox::arm64 {

/// Register number 31 in an encoding is the stack pointer or the zero register, as the instruction says (C1.2.5).
inline constexpr uint64_t kNumber31 = 31;

/// The register in the five bits of `word` from `low` upwards, where 31 is the stack pointer.
constexpr RegisterId RegOrSp(uint32_t word, unsigned low) {
    return static_cast<RegisterId>(Bits(word, low + 4, low));
}

/// The register in the five bits of `word` from `low` upwards, where 31 is the zero register: no register then.
constexpr RegisterId RegOrZero(uint32_t word, unsigned low) {
    RegisterId reg = RegOrSp(word, low);
    return reg == kNumber31 ? kNoRegister : reg;
}

constexpr uint64_t MaskOf(RegisterId reg) {
    return reg == kNoRegister ? 0 : uint64_t{1} << reg;
}

/// `pc` plus a signed offset, wrapping as addresses do.
constexpr int64_t Relative(uint64_t pc, int64_t offset) {
    return static_cast<int64_t>(pc + static_cast<uint64_t>(offset));
}

/// An encoding that is not allocated.
constexpr Instruction Undefined() {
    Instruction instruction;
    instruction.operation = Operation::kUndefined;
    return instruction;
}

/// One of no interest but for the register it writes, which may be kNoRegister.
constexpr Instruction Other(RegisterId written) {
    Instruction instruction;
    instruction.clobbers = MaskOf(written);
    return instruction;
}

/// One encoding group of DDI 0487, C4.1: the words whose bits under `mask` are `value`.
struct EncodingGroup {
    uint32_t mask;
    uint32_t value;
    Instruction (*decode)(uint32_t word, uint64_t pc);
};

/// Decodes `word` by the first of `groups` that it belongs to; it is unallocated if there is none.
Instruction DecodeByGroup(std::span<const EncodingGroup> groups, uint32_t word, uint64_t pc);

/// How a sum's 3-bit option widens its register (C6.2, ExtendReg); 32-bit sums use the same.
Extend ExtendOf(uint64_t option);

/// The mask of a logical immediate: a run of ones, rotated, repeated (DecodeBitMasks of the shared pseudocode, J1.1). 0
/// where it is reserved.
uint64_t LogicalMask(uint32_t word);

/// The groups of C4.1: Data Processing -- Immediate, Branches, Exception Generating and System instructions, Loads and
/// Stores, Data Processing -- Register, Data Processing -- Scalar Floating-Point and Advanced SIMD.
Instruction DecodeDataImmediate(uint32_t word, uint64_t pc);
Instruction DecodeBranchAndSystem(uint32_t word, uint64_t pc);
Instruction DecodeLoadStore(uint32_t word, uint64_t pc);
Instruction DecodeDataRegister(uint32_t word, uint64_t pc);
Instruction DecodeVector(uint32_t word, uint64_t pc);

/// Fills in what follows from a load's or store's operand: operation, direction, clobbered registers.
Instruction FinishAccess(MemoryAccess access, bool load);
/// The same of an instruction that reads and then writes one place; what it reads goes to `access.data2`.
Instruction FinishAtomic(MemoryAccess access);

/// Loads and stores of C4.1 in a64_exclusive.cc: exclusive, ordered, compare-and-swap, atomic, tags, copy and set.
Instruction DecodeExclusive(uint32_t word, uint64_t pc);
Instruction DecodeAtomic(uint32_t word, uint64_t pc);
Instruction DecodeOrderedUnscaled(uint32_t word, uint64_t pc);
Instruction DecodeMemoryTags(uint32_t word, uint64_t pc);
Instruction DecodeCopyAndSet(uint32_t word, uint64_t pc);
/// Advanced SIMD multiple and single structures, in a64_structures.cc.
Instruction DecodeMultipleStructures(uint32_t word, uint64_t pc);
Instruction DecodeSingleStructure(uint32_t word, uint64_t pc);

}  // namespace faultbox::arm64
