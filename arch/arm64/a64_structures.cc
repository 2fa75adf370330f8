#include "arch/arm64/encoding.h"

namespace faultbox::arm64 {
namespace {

// Post-indexed forms (bit 23) add a register, or with register number 31 the transfer's size.
Instruction FinishStructures(uint32_t word, unsigned scale, unsigned elements) {
    MemoryAccess access;
    access.base = RegOrSp(word, 5);
    access.size_bytes = static_cast<uint8_t>(1u << scale);
    access.count = static_cast<uint16_t>(elements);
    if (Bit(word, 23)) {
        access.write_back = WriteBack::kAfter;
        access.index = RegOrZero(word, 16);
        if (access.index == kNoRegister) access.displacement = int64_t{elements} << scale;
    }
    return FinishAccess(access, Bit(word, 22));
}

}  // namespace

// Advanced SIMD load/store multiple structures: LD1 to LD4, ST1 to ST4
Instruction DecodeMultipleStructures(uint32_t word, uint64_t) {
    // By opcode: LD4, LD1 of four, LD3, LD1 of three, LD1 of one, LD2, LD1 of two; 0 is unallocated.
    constexpr uint8_t kRegisters[16] = {4, 0, 4, 0, 3, 0, 3, 1, 2, 0, 2, 0, 0, 0, 0, 0};
    uint64_t opcode = Bits(word, 15, 12);
    unsigned scale = static_cast<unsigned>(Bits(word, 11, 10));
    bool quad = Bit(word, 30);
    bool interleaved = opcode == 0 || opcode == 4 || opcode == 8;
    if (kRegisters[opcode] == 0 || (interleaved && scale == 3 && !quad)) return Undefined();
    unsigned bytes = kRegisters[opcode] * (quad ? 16u : 8u);
    return FinishStructures(word, scale, bytes >> scale);
}

// Advanced SIMD load/store single structure: to one lane, or (LD1R to LD4R) to all
Instruction DecodeSingleStructure(uint32_t word, uint64_t) {
    unsigned scale = static_cast<unsigned>(Bits(word, 15, 14));
    unsigned elements = static_cast<unsigned>(Bits(word, 13, 13) << 1 | Bits(word, 21, 21)) + 1;
    uint64_t size = Bits(word, 11, 10);
    bool lane_bit = Bit(word, 12);
    if (scale == 3) {
        if (!Bit(word, 22) || lane_bit) return Undefined();
        scale = static_cast<unsigned>(size);
    } else if (scale == 2 && size == 1) {
        if (lane_bit) return Undefined();
        scale = 3;
    } else if ((scale == 1 && (size & 1)) || (scale == 2 && (size & 2))) {
        return Undefined();
    }
    return FinishStructures(word, scale, elements);
}

}  // namespace faultbox::arm64
