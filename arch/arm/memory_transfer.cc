#include <bit>

#include "arch/arm/encoding.h"

namespace faultbox::arm {

void DecodeShift(unsigned type, unsigned imm5, Shift& shift, uint8_t& amount) {
    amount = static_cast<uint8_t>(imm5);
    switch (type) {
        case 0:
            shift = imm5 == 0 ? Shift::kNone : Shift::kLeft;
            break;
        case 1:
        case 2:
            shift = type == 1 ? Shift::kLogicalRight : Shift::kArithmeticRight;
            if (imm5 == 0) amount = 32;
            break;
        default:
            shift = imm5 == 0 ? Shift::kRotateRightExtended : Shift::kRotateRight;
            if (imm5 == 0) amount = 1;
    }
}

void FinishAccess(Instruction& instruction, MemoryAccess access, bool load, uint64_t pc_base) {
    instruction.operation = load ? Operation::kLoad : Operation::kStore;
    access.access = load ? Access::kRead : Access::kWrite;
    if (access.write_back != WriteBack::kNone) instruction.clobbers |= MaskOf(access.base);
    if (access.base == kPc && access.index == kNoRegister && access.write_back == WriteBack::kNone) {
        access.base = kNoRegister;
        access.pc_relative = true;
        access.displacement += static_cast<int64_t>(pc_base);
    }
    if (load) instruction.clobbers |= access.data_mask | MaskOf(access.data) | MaskOf(access.data2);
    instruction.memory.Append(access);
}

Instruction BlockTransfer(RegisterId base, uint64_t mask, bool load, bool before, bool up, bool write_back) {
    Instruction instruction;
    MemoryAccess access;
    access.base = base;
    access.data_mask = mask;
    access.size_bytes = 4;
    access.count = static_cast<uint16_t>(std::popcount(mask));
    int64_t span = 4 * access.count;
    access.displacement = up ? (before ? 4 : 0) : (before ? -span : 4 - span);
    access.access = load ? Access::kRead : Access::kWrite;
    instruction.operation = load ? Operation::kLoad : Operation::kStore;
    if (load) instruction.clobbers = mask;
    if (write_back) {
        access.write_back = WriteBack::kBefore;
        instruction.clobbers |= MaskOf(base);
    }
    instruction.memory.Append(access);
    return instruction;
}

// A5.6 and A7.6: coprocessor and VFP/NEON load/store.
Instruction DecodeCoprocessorTransfer(uint32_t word, uint64_t pc_base) {
    Instruction instruction;
    if (Bits(word, 24, 21) == 2) {  // MCRR, MRRC
        if (Bit(word, 20)) instruction.clobbers = MaskOf(Reg(word, 12)) | MaskOf(Reg(word, 16));
        return instruction;
    }
    MemoryAccess access;
    bool load = Bit(word, 20);
    bool vfp = Bits(word, 11, 9) == 5;
    int64_t offset = static_cast<int64_t>(Bits(word, 7, 0) << 2);
    access.base = Reg(word, 16);
    bool multiple = vfp && !(Bit(word, 24) && !Bit(word, 21));
    access.size_bytes = 4;
    if (multiple) {
        access.count = static_cast<uint16_t>(Bits(word, 7, 0));
        access.displacement = Bit(word, 24) ? -offset : 0;
        if (Bit(word, 21)) access.write_back = WriteBack::kBefore;
    } else {
        if (vfp && Bit(word, 8)) access.size_bytes = 8;
        access.displacement = Bit(word, 23) ? offset : -offset;
        if (Bit(word, 21)) access.write_back = Bit(word, 24) ? WriteBack::kBefore : WriteBack::kAfter;
    }
    FinishAccess(instruction, access, load, pc_base);
    return instruction;
}

// A7.7: advanced SIMD element and structure load/store.
Instruction DecodeElementTransfer(uint32_t word, uint64_t pc_base) {
    Instruction instruction;
    MemoryAccess access;
    access.base = Reg(word, 16);
    access.size_bytes = static_cast<uint8_t>(1 << (Bit(word, 23) ? Bits(word, 11, 10) % 3 : Bits(word, 7, 6)));
    access.count = 0;
    if (Reg(word, 0) != kPc) access.write_back = WriteBack::kAfter;
    constexpr uint8_t kRegisters[16] = {4, 4, 4, 2, 3, 3, 3, 1, 2, 2, 2, 0, 0, 0, 0, 0};
    uint64_t bytes = Bit(word, 23) ? access.size_bytes * (Bits(word, 9, 8) + 1) : 8u * kRegisters[Bits(word, 11, 8)];
    access.count = static_cast<uint16_t>(bytes / access.size_bytes);
    FinishAccess(instruction, access, Bit(word, 21), pc_base);
    return instruction;
}

}  // namespace faultbox::arm
