#include "arch/arm64/encoding.h"

namespace faultbox::arm64 {
namespace {

Instruction DecodeNothing(uint32_t, uint64_t) {
    return Instruction{};
}

Instruction DecodeFlags(uint32_t, uint64_t) {
    Instruction instruction;
    instruction.sets_flags = true;
    return instruction;
}

// Conversion between floating-point and fixed-point, and integer: opcode (bits 18:16) 2, 3 and 7 write a vector
// register, all others (FCVT*, FMOV to a general register, FJCVTZS) a general one. FJCVTZS (type 1, rmode 3, opcode 6)
// sets the flags.
Instruction DecodeConversion(uint32_t word, uint64_t) {
    uint64_t opcode = Bits(word, 18, 16);
    if (opcode == 2 || opcode == 3 || opcode == 7) return Instruction{};
    Instruction instruction = Other(RegOrZero(word, 0));
    instruction.sets_flags = (word & 0xfffffc00) == 0x1e7e0000;
    return instruction;
}

// Advanced SIMD copy: SMOV, UMOV
Instruction DecodeMoveToGeneral(uint32_t word, uint64_t) {
    return Other(RegOrZero(word, 0));
}

// C4.1, Data Processing -- Scalar Floating-Point and Advanced SIMD: the groups that write general registers or flags.
constexpr EncodingGroup kGroups[] = {
    {0x7f20fc00, 0x1e200000, DecodeConversion},     // Conversion between floating-point and integer
    {0x7f200000, 0x1e000000, DecodeConversion},     // Conversion between floating-point and fixed-point
    {0xff203c00, 0x1e202000, DecodeFlags},          // Floating-point compare
    {0xff200c00, 0x1e200400, DecodeFlags},          // Floating-point conditional compare
    {0xbfe0fc00, 0x0e002c00, DecodeMoveToGeneral},  // Advanced SIMD copy: SMOV
    {0xbfe0fc00, 0x0e003c00, DecodeMoveToGeneral},  // Advanced SIMD copy: UMOV
    {0x00000000, 0x00000000, DecodeNothing},
};

}  // namespace

Instruction DecodeVector(uint32_t word, uint64_t pc) {
    return DecodeByGroup(kGroups, word, pc);
}

}  // namespace faultbox::arm64
