#include "arch/arm/encoding.h"

namespace faultbox::arm {
namespace {

constexpr uint64_t PcBase(uint64_t pc) {
    return (pc + 4) & ~uint64_t{3};
}

RegisterId Low(uint16_t word, unsigned low) {
    return static_cast<RegisterId>(Bits(word, low + 2u, low));
}

// A6.2.4: one load or store. Bits 15:12 name the form.
Instruction DecodeSingle(uint16_t word, uint64_t pc) {
    Instruction instruction;
    MemoryAccess access;
    access.base = Low(word, 3);
    access.data = Low(word, 0);
    bool load = Bit(word, 11);
    int64_t imm5 = static_cast<int64_t>(Bits(word, 10, 6));
    switch (Bits(word, 15, 12)) {
        case 0b0101: {
            constexpr uint8_t kSizes[] = {4, 2, 1, 1, 4, 2, 1, 2};
            uint64_t op = Bits(word, 11, 9);
            access.index = Low(word, 6);
            access.size_bytes = kSizes[op];
            access.sign_extend = op == 3 || op == 7;
            load = op >= 3;
            break;
        }
        case 0b0110:
            access.size_bytes = 4;
            access.displacement = imm5 * 4;
            break;
        case 0b0111:
            access.size_bytes = 1;
            access.displacement = imm5;
            break;
        case 0b1000:
            access.size_bytes = 2;
            access.displacement = imm5 * 2;
            break;
        default:  // 0b1001: relative to sp
            access.size_bytes = 4;
            access.base = kSp;
            access.data = Low(word, 8);
            access.displacement = static_cast<int64_t>(Bits(word, 7, 0) * 4);
    }
    FinishAccess(instruction, access, load, PcBase(pc));
    return instruction;
}

Instruction LoadLiteral(uint16_t word, uint64_t pc) {
    Instruction instruction;
    MemoryAccess access;
    access.base = kPc;
    access.data = Low(word, 8);
    access.size_bytes = 4;
    access.displacement = static_cast<int64_t>(Bits(word, 7, 0) * 4);
    FinishAccess(instruction, access, true, PcBase(pc));
    return instruction;
}

Instruction Sum(Operation operation, RegisterId destination, RegisterId source, int64_t immediate, bool sets_flags) {
    Instruction instruction;
    instruction.operation = operation;
    instruction.destination = destination;
    instruction.source = source;
    instruction.immediate = immediate;
    instruction.sets_flags = sets_flags;
    instruction.clobbers = MaskOf(destination);
    return instruction;
}

Instruction SetTo(RegisterId destination, int64_t value, bool sets_flags) {
    return Sum(Operation::kMoveImmediate, destination, kNoRegister, value, sets_flags);
}

Instruction Compare() {
    Instruction instruction;
    instruction.operation = Operation::kCompare;
    instruction.sets_flags = true;
    return instruction;
}

// A6.2.1: shift, add, subtract, move and compare with immediates.
Instruction DecodeShiftAddMove(uint16_t word) {
    uint64_t op = Bits(word, 13, 9);
    RegisterId destination = Low(word, 0);
    RegisterId source = Low(word, 3);
    int64_t imm8 = static_cast<int64_t>(Bits(word, 7, 0));
    RegisterId wide_destination = Low(word, 8);
    if (op < 0b01100) {  // LSL, LSR, ASR; a shift by zero is a move
        Instruction instruction = Sum(Operation::kOther, destination, kNoRegister, 0, true);
        if (Bits(word, 12, 6) == 0) {
            instruction.operation = Operation::kMove;
            instruction.source = source;
        }
        return instruction;
    }
    if (op < 0b10000) {
        Operation operation = Bit(word, 9) ? Operation::kSubtract : Operation::kAdd;
        Instruction instruction = Sum(operation, destination, source, 0, true);
        if (Bit(word, 10))
            instruction.immediate = static_cast<int64_t>(Bits(word, 8, 6));
        else
            instruction.source2 = Low(word, 6);
        return instruction;
    }
    switch (Bits(word, 12, 11)) {
        case 0:
            return SetTo(wide_destination, imm8, true);
        case 1:
            return Compare();
        case 2:
            return Sum(Operation::kAdd, wide_destination, wide_destination, imm8, true);
        default:
            return Sum(Operation::kSubtract, wide_destination, wide_destination, imm8, true);
    }
}

// A6.2.2 and A6.2.3: data processing between registers; special data and branch.
Instruction DecodeRegisters(uint16_t word, uint64_t pc) {
    if (!Bit(word, 10)) {
        uint64_t op = Bits(word, 9, 6);
        if (op == 8 || op == 10 || op == 11) return Compare();
        return Sum(Operation::kOther, Low(word, 0), kNoRegister, 0, true);
    }
    RegisterId destination = static_cast<RegisterId>(Bit(word, 7) << 3 | Bits(word, 2, 0));
    RegisterId source = static_cast<RegisterId>(Bits(word, 6, 3));
    switch (Bits(word, 9, 8)) {
        case 0: {
            Instruction instruction = Sum(Operation::kAdd, destination, destination, 0, false);
            instruction.source2 = source;
            ResolvePcSource(instruction, pc + 4);
            return instruction;
        }
        case 1:
            return Compare();
        case 2: {
            Operation operation = destination == kPc ? Operation::kJumpRegister : Operation::kMove;
            Instruction instruction = Sum(operation, destination, source, 0, false);
            ResolvePcSource(instruction, pc + 4);
            return instruction;
        }
        default: {
            Instruction instruction;
            instruction.operation = Bit(word, 7) ? Operation::kCallRegister : Operation::kJumpRegister;
            instruction.source = source;
            if (Bit(word, 7)) instruction.clobbers = MaskOf(kLr);
            ResolvePcSource(instruction, PcBase(pc));
            return instruction;
        }
    }
}

Instruction Jump(uint64_t pc, int64_t offset, bool conditional, uint8_t condition) {
    Instruction instruction;
    instruction.operation = Operation::kJump;
    instruction.immediate = static_cast<int64_t>(Bits(pc + 4 + static_cast<uint64_t>(offset), 31, 0));
    instruction.conditional = conditional;
    instruction.condition = condition;
    return instruction;
}

Instruction Undefined(int64_t immediate) {
    Instruction instruction;
    instruction.operation = Operation::kUndefined;
    instruction.immediate = immediate;
    return instruction;
}

// IT{x{y{z}}}: the mask's lowest set bit ends the block (A8.8.54).
Instruction DecodeIfThen(uint16_t word) {
    Instruction instruction;
    uint64_t mask = Bits(word, 3, 0);
    if (mask == 0) return instruction;  // NOP-compatible hints
    instruction.predicates = Bit(mask, 0) ? 4 : Bit(mask, 1) ? 3 : Bit(mask, 2) ? 2 : 1;
    return instruction;
}

// A6.2.5: miscellaneous 16-bit instructions.
Instruction DecodeMiscellaneous(uint16_t word, uint64_t pc) {
    int64_t adjust = static_cast<int64_t>(Bits(word, 6, 0) * 4);
    switch (Bits(word, 11, 8)) {
        case 0b0000:
            return Sum(Bit(word, 7) ? Operation::kSubtract : Operation::kAdd, kSp, kSp, adjust, false);
        case 0b0001:
        case 0b0011:
        case 0b1001:
        case 0b1011: {
            int64_t offset = static_cast<int64_t>(Bit(word, 9) << 6 | Bits(word, 7, 3) << 1);
            return Jump(pc, offset, true, kNoCondition);
        }
        case 0b0010:
        case 0b1010:
            return Sum(Operation::kOther, Low(word, 0), kNoRegister, 0, false);
        case 0b0100:
        case 0b0101:
            return BlockTransfer(kSp, Bits(word, 7, 0) | Bit(word, 8) << kLr, false, true, false, true);
        case 0b1100:
        case 0b1101:
            return BlockTransfer(kSp, Bits(word, 7, 0) | Bit(word, 8) << kPc, true, false, true, true);
        case 0b1111:
            return DecodeIfThen(word);
        default:
            return {};
    }
}

Instruction DecodeConditionalBranch(uint16_t word, uint64_t pc) {
    uint64_t condition = Bits(word, 11, 8);
    if (condition == 14) return Undefined(static_cast<int64_t>(Bits(word, 7, 0)));
    if (condition == 15) return Sum(Operation::kOther, kR0, kNoRegister, 0, false);  // SVC: Linux answers in r0.
    return Jump(pc, SignExtend(Bits(word, 7, 0) << 1, 9), true, static_cast<uint8_t>(condition));
}

Instruction Decode(uint16_t word, uint64_t pc) {
    RegisterId base = Low(word, 8);
    switch (Bits(word, 15, 12)) {
        case 0b0000:
        case 0b0001:
        case 0b0010:
        case 0b0011:
            return DecodeShiftAddMove(word);
        case 0b0100:
            return Bit(word, 11) ? LoadLiteral(word, pc) : DecodeRegisters(word, pc);
        case 0b1010:
            if (Bit(word, 11))
                return Sum(Operation::kAdd, base, kSp, static_cast<int64_t>(Bits(word, 7, 0) * 4), false);
            return SetTo(base, Address(PcBase(pc) + Bits(word, 7, 0) * 4), false);
        case 0b1011:
            return DecodeMiscellaneous(word, pc);
        case 0b1100: {
            bool load = Bit(word, 11);
            uint64_t mask = Bits(word, 7, 0);
            return BlockTransfer(base, mask, load, false, true, !load || !Bit(mask, base));
        }
        case 0b1101:
            return DecodeConditionalBranch(word, pc);
        case 0b1110:
            return Jump(pc, SignExtend(Bits(word, 10, 0) << 1, 12), false, kNoCondition);
        default:
            return DecodeSingle(word, pc);
    }
}

}  // namespace

Instruction DecodeT32Narrow(uint16_t first, uint64_t pc) {
    Instruction instruction = Decode(first, pc);
    instruction.length = 2;
    return instruction;
}

}  // namespace faultbox::arm
