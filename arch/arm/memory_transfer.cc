#include <algorithm>
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

void ResolvePcSource(Instruction& instruction, uint64_t pc_value) {
    if (instruction.source != kPc && instruction.source2 != kPc) return;
    if (instruction.operation == Operation::kMove) {
        instruction.operation = Operation::kMoveImmediate;
        instruction.immediate = Address(pc_value);
    } else if (instruction.operation == Operation::kJumpRegister || instruction.operation == Operation::kCallRegister) {
        bool call = instruction.operation == Operation::kCallRegister;
        instruction.operation = call ? Operation::kCall : Operation::kJump;
        instruction.immediate = Address(pc_value);
    } else {
        instruction.operation = Operation::kOther;
        instruction.immediate = 0;
    }
    instruction.source = kNoRegister;
    instruction.source2 = kNoRegister;
    instruction.source2_shift = Shift::kNone;
    instruction.source2_amount = 0;
}

void FinishAccess(Instruction& instruction, MemoryAccess access, bool load, uint64_t pc_base) {
    instruction.operation = load ? Operation::kLoad : Operation::kStore;
    access.access = load ? Access::kRead : Access::kWrite;
    if (access.write_back != WriteBack::kNone) instruction.clobbers |= MaskOf(access.base);
    if (access.base == kPc && access.write_back == WriteBack::kNone) {
        access.base = kNoRegister;
        access.pc_relative = access.index == kNoRegister;
        access.displacement = Address(pc_base + static_cast<uint64_t>(access.displacement));
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
        bool after = up && !before;  // Accessed at the base, which then becomes base + span.
        access.write_back = after ? WriteBack::kAfter : WriteBack::kBefore;
        if (after) access.displacement = span;
        instruction.clobbers |= MaskOf(base);
    }
    instruction.memory.Append(access);
    return instruction;
}

Instruction ReturnFromException(RegisterId base, bool write_back) {
    Instruction instruction;
    instruction.sets_flags = true;
    instruction.clobbers = MaskOf(kPc) | (write_back ? MaskOf(base) : 0);
    return instruction;
}

Instruction DecodeCoprocessorMove(uint32_t word) {
    Instruction instruction;
    if (!Bit(word, 4) || !Bit(word, 20)) return instruction;
    RegisterId destination = Reg(word, 12);
    if (destination == kPc) {
        instruction.sets_flags = true;  // VMRS APSR_nzcv, FPSCR
    } else {
        instruction.clobbers = MaskOf(destination);
    }
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
        bool before = Bit(word, 24);
        access.displacement = before ? -offset : 0;
        if (Bit(word, 21)) {
            access.write_back = before ? WriteBack::kBefore : WriteBack::kAfter;
            if (!before) access.displacement = offset;
        }
    } else {
        if (vfp && Bit(word, 8)) access.size_bytes = 8;
        access.displacement = Bit(word, 23) ? offset : -offset;
        if (Bit(word, 21)) access.write_back = Bit(word, 24) ? WriteBack::kBefore : WriteBack::kAfter;
        if (!Bit(word, 24) && !Bit(word, 21)) access.displacement = 0;  // Unindexed
    }
    FinishAccess(instruction, access, load, pc_base);
    return instruction;
}

namespace {

// Bytes that an element transfer covers, of all its structures (A7.7.1, Tables A7-20 and A7-21).
uint64_t ElementBytes(uint32_t word, uint8_t& size) {
    if (!Bit(word, 23)) {
        constexpr uint8_t kRegisters[16] = {4, 4, 4, 4, 3, 3, 3, 1, 2, 2, 2, 0, 0, 0, 0, 0};
        size = static_cast<uint8_t>(1 << Bits(word, 7, 6));
        return 8u * kRegisters[Bits(word, 11, 8)];
    }
    uint64_t scale = Bits(word, 11, 10);
    if (scale == 3) scale = std::min<uint64_t>(Bits(word, 7, 6), 2);  // One element to all lanes.
    size = static_cast<uint8_t>(1 << scale);
    return size * (Bits(word, 9, 8) + 1);
}

}  // namespace

// A7.7: advanced SIMD element and structure load/store. Rm is the pc without write-back, sp for the transfer's size.
Instruction DecodeElementTransfer(uint32_t word, uint64_t pc_base) {
    Instruction instruction;
    MemoryAccess access;
    access.base = Reg(word, 16);
    uint64_t bytes = ElementBytes(word, access.size_bytes);
    access.count = static_cast<uint16_t>(bytes / access.size_bytes);
    if (Reg(word, 0) != kPc) access.write_back = WriteBack::kAfter;
    if (Reg(word, 0) == kSp) {
        access.displacement = static_cast<int64_t>(bytes);
    } else if (Reg(word, 0) != kPc) {
        access.index = Reg(word, 0);
    }
    FinishAccess(instruction, access, Bit(word, 21), pc_base);
    return instruction;
}

}  // namespace faultbox::arm
