#include "arch/arm/encoding.h"

namespace faultbox::arm {
namespace {

constexpr uint64_t PcBase(uint64_t pc) {
    return (pc + 4) & ~uint64_t{3};
}

int64_t Signed(uint64_t magnitude, bool add) {
    return add ? static_cast<int64_t>(magnitude) : -static_cast<int64_t>(magnitude);
}

// A6.3.7 to A6.3.10: one load or store.
Instruction DecodeSingle(uint32_t word, uint64_t pc) {
    Instruction instruction;
    MemoryAccess access;
    access.base = Reg(word, 16);
    access.data = Reg(word, 12);
    access.size_bytes = static_cast<uint8_t>(1u << Bits(word, 22, 21));
    access.sign_extend = Bit(word, 24);
    bool load = Bit(word, 20);
    if (access.size_bytes == 8 || (!load && access.base == kPc)) {
        instruction.operation = Operation::kUndefined;
        return instruction;
    }
    if (load && access.data == kPc && access.size_bytes < 4) {
        instruction.operation = Operation::kPreload;
        return instruction;
    }
    if (load && access.base == kPc) {
        access.displacement = Signed(Bits(word, 11, 0), Bit(word, 23));
    } else if (Bit(word, 23)) {
        access.displacement = static_cast<int64_t>(Bits(word, 11, 0));
    } else if (Bit(word, 11)) {
        access.displacement = Signed(Bits(word, 7, 0), Bit(word, 9));
        if (!Bit(word, 10))
            access.write_back = WriteBack::kAfter;
        else if (Bit(word, 8))
            access.write_back = WriteBack::kBefore;
    } else {
        access.index = Reg(word, 0);
        access.index_amount = static_cast<uint8_t>(Bits(word, 5, 4));
        if (access.index_amount > 0) access.index_shift = Shift::kLeft;
    }
    FinishAccess(instruction, access, load, PcBase(pc));
    return instruction;
}

Instruction DecodeTableBranch(uint32_t word, uint64_t pc) {
    Instruction instruction;
    MemoryAccess access;
    bool halfword = Bit(word, 4);
    access.base = Reg(word, 16);
    access.index = Reg(word, 0);
    access.size_bytes = halfword ? 2 : 1;
    if (halfword) {
        access.index_shift = Shift::kLeft;
        access.index_amount = 1;
    }
    FinishAccess(instruction, access, true, pc + 4);  // Unlike literals, tables need not be aligned (A8.8.238).
    instruction.clobbers = MaskOf(kPc);
    return instruction;
}

// A6.3.6: exclusive and ordered accesses; bits 7:4 of the second halfword name size and kind.
Instruction DecodeExclusive(uint32_t word, uint64_t pc) {
    Instruction instruction;
    MemoryAccess access;
    bool load = Bit(word, 20);
    access.base = Reg(word, 16);
    access.data = Reg(word, 12);
    access.size_bytes = 4;
    uint64_t op = Bits(word, 7, 4);
    if (!Bit(word, 23)) {  // LDREX, STREX
        access.displacement = static_cast<int64_t>(Bits(word, 7, 0) * 4);
        FinishAccess(instruction, access, load, PcBase(pc));
        if (!load) instruction.clobbers |= MaskOf(Reg(word, 8));
        return instruction;
    }
    if ((op & 3) == 0) access.size_bytes = 1;
    if ((op & 3) == 1) access.size_bytes = 2;
    if ((op & 3) == 3) {
        access.count = 2;
        access.data2 = Reg(word, 8);
    }
    FinishAccess(instruction, access, load, PcBase(pc));
    bool ordered_only = op >= 8 && op < 12;  // LDA, STL: no status register
    if (!load && !ordered_only) instruction.clobbers |= MaskOf(Reg(word, 0));
    return instruction;
}

// A6.3.6: load/store dual, exclusive, table branch.
Instruction DecodeDual(uint32_t word, uint64_t pc) {
    bool index = Bit(word, 24);
    bool write_back = Bit(word, 21);
    if (!index && !write_back) {
        bool table = Bit(word, 23) && Bit(word, 20) && Bits(word, 7, 5) == 0;
        return table ? DecodeTableBranch(word, pc) : DecodeExclusive(word, pc);
    }
    Instruction instruction;
    MemoryAccess access;
    access.base = Reg(word, 16);
    access.data = Reg(word, 12);
    access.data2 = Reg(word, 8);
    access.size_bytes = 4;
    access.count = 2;
    access.displacement = Signed(Bits(word, 7, 0) * 4, Bit(word, 23));
    if (write_back) access.write_back = index ? WriteBack::kBefore : WriteBack::kAfter;
    FinishAccess(instruction, access, Bit(word, 20), PcBase(pc));
    return instruction;
}

// A6.3.5: load/store multiple. Bits 24:23: 01 increment after, 10 decrement before; others are SRS and RFE.
Instruction DecodeMultiple(uint32_t word) {
    uint64_t op = Bits(word, 24, 23);
    if ((op == 0 || op == 3) && Bit(word, 20)) return ReturnFromException(Reg(word, 16), Bit(word, 21));
    if (op == 0 || op == 3) {
        Instruction instruction;
        if (Bit(word, 21)) instruction.clobbers = MaskOf(kSp);
        return instruction;
    }
    return BlockTransfer(Reg(word, 16), Bits(word, 15, 0), Bit(word, 20), op == 2, op == 1, Bit(word, 21));
}

// Opcode numbers of A6.3.1 and A6.3.11.
enum Opcode : uint8_t { kAnd = 0, kOrr = 2, kOrn = 3, kEor = 4, kAddOp = 8, kSub = 13 };

// A compare is an operation that sets flags and writes the pc, that is nothing.
bool IsCompare(uint32_t word) {
    uint64_t op = Bits(word, 24, 21);
    return Bit(word, 20) && Reg(word, 8) == kPc && (op == kAnd || op == kEor || op == kAddOp || op == kSub);
}

Instruction DecodeDataProcessing(uint32_t word, bool immediate, uint64_t pc) {
    Instruction instruction;
    uint64_t op = Bits(word, 24, 21);
    RegisterId source = Reg(word, 16);
    instruction.sets_flags = Bit(word, 20);
    if (IsCompare(word)) {
        instruction.operation = Operation::kCompare;
        return instruction;
    }
    instruction.destination = Reg(word, 8);
    instruction.clobbers = MaskOf(instruction.destination);
    unsigned amount = static_cast<unsigned>(Bits(word, 14, 12) << 2 | Bits(word, 7, 6));
    unsigned type = static_cast<unsigned>(Bits(word, 5, 4));
    if (op == kOrr && source == kPc) {
        if (immediate) {
            instruction.operation = Operation::kMoveImmediate;
            instruction.immediate = ExpandT32Immediate(word);
        } else if (amount == 0 && type == 0) {
            instruction.operation = Operation::kMove;
            instruction.source = Reg(word, 0);
        }
    } else if (op == kOrn && source == kPc && immediate) {
        instruction.operation = Operation::kMoveImmediate;
        instruction.immediate = static_cast<uint32_t>(~ExpandT32Immediate(word));
    } else if (op == kAddOp || op == kSub) {
        instruction.operation = op == kAddOp ? Operation::kAdd : Operation::kSubtract;
        instruction.source = source;
        if (immediate) {
            instruction.immediate = ExpandT32Immediate(word);
        } else {
            instruction.source2 = Reg(word, 0);
            DecodeShift(type, amount, instruction.source2_shift, instruction.source2_amount);
        }
    }
    ResolvePcSource(instruction, pc + 4);
    return instruction;
}

// A6.3.3: plain binary immediates.
Instruction DecodePlainImmediate(uint32_t word, uint64_t pc) {
    Instruction instruction;
    instruction.destination = Reg(word, 8);
    instruction.clobbers = MaskOf(instruction.destination);
    uint64_t imm12 = Bit(word, 26) << 11 | Bits(word, 14, 12) << 8 | Bits(word, 7, 0);
    switch (Bits(word, 24, 20)) {
        case 0b00000:
        case 0b01010: {
            bool add = Bits(word, 24, 20) == 0;
            instruction.source = Reg(word, 16);
            instruction.operation = add ? Operation::kAdd : Operation::kSubtract;
            instruction.immediate = static_cast<int64_t>(imm12);
            if (instruction.source == kPc) {
                instruction.operation = Operation::kMoveImmediate;
                instruction.source = kNoRegister;
                instruction.immediate = Address(add ? PcBase(pc) + imm12 : PcBase(pc) - imm12);
            }
            break;
        }
        case 0b00100:
        case 0b01100:
            instruction.operation = Bit(word, 23) ? Operation::kMoveTop : Operation::kMoveImmediate;
            instruction.immediate = static_cast<int64_t>(Bits(word, 19, 16) << 12 | imm12);
            break;
        default:  // Bit field and saturating instructions.
            break;
    }
    return instruction;
}

// A8.8.25 BL: the two J bits are stored inverted unless the sign is negative.
int64_t LongOffset(uint32_t word) {
    uint64_t sign = Bit(word, 26);
    uint64_t i1 = Bit(word, 13) == sign;
    uint64_t i2 = Bit(word, 11) == sign;
    return SignExtend(sign << 24 | i1 << 23 | i2 << 22 | Bits(word, 25, 16) << 12 | Bits(word, 10, 0) << 1, 25);
}

// A6.3.4: miscellaneous control.
void DecodeControl(uint32_t word, Instruction& instruction) {
    uint64_t op = Bits(word, 26, 20);
    if (op >> 1 == 0b011111) {  // MRS
        instruction.clobbers = MaskOf(Reg(word, 8));
    } else if (op >> 1 == 0b011100) {  // MSR
        instruction.sets_flags = true;
    } else if (op == 0b0111100) {  // BXJ
        instruction.operation = Operation::kJumpRegister;
        instruction.source = Reg(word, 16);
    } else if (op == 0b0111101) {  // SUBS PC, LR and ERET
        instruction.clobbers = MaskOf(kPc);
        instruction.sets_flags = true;
    } else if (op >> 1 == 0b111111 && Bits(word, 15, 12) == 0b1000) {  // HVC, SMC
        instruction.clobbers = kFirmwareResults;
    }
}

// A6.3.4: branches and miscellaneous control.
Instruction DecodeBranch(uint32_t word, uint64_t pc) {
    Instruction instruction;
    bool link = Bit(word, 14);
    bool exchange = link && !Bit(word, 12);
    if (link || Bit(word, 12)) {
        uint64_t from = exchange ? PcBase(pc) : pc + 4;
        instruction.operation = link ? Operation::kCall : Operation::kJump;
        instruction.immediate = static_cast<int64_t>(Bits(from + static_cast<uint64_t>(LongOffset(word)), 31, 0));
        if (link) instruction.clobbers = MaskOf(kLr);
        return instruction;
    }
    uint64_t condition = Bits(word, 25, 22);
    if (condition < 14) {
        uint64_t offset = Bit(word, 26) << 20 | Bit(word, 11) << 19 | Bit(word, 13) << 18 | Bits(word, 21, 16) << 12 |
                          Bits(word, 10, 0) << 1;
        instruction.operation = Operation::kJump;
        instruction.immediate =
            static_cast<int64_t>(Bits(pc + 4 + static_cast<uint64_t>(SignExtend(offset, 21)), 31, 0));
        instruction.conditional = true;
        instruction.condition = static_cast<uint8_t>(condition);
    } else if (Bits(word, 26, 20) == 0b1111111 && Bits(word, 15, 12) == 0b1010) {  // UDF.W
        instruction.operation = Operation::kUndefined;
        instruction.immediate = static_cast<int64_t>(Bits(word, 19, 16) << 12 | Bits(word, 11, 0));
    } else {
        DecodeControl(word, instruction);
    }
    return instruction;
}

// A6.3.12 to A6.3.17: all write the register at 11:8; long multiplies the one at 15:12 too. Shifts alone set flags.
Instruction DecodeRegisterOperation(uint32_t word) {
    Instruction instruction;
    instruction.destination = Reg(word, 8);
    instruction.clobbers = MaskOf(instruction.destination);
    bool divides = Bits(word, 22, 20) == 1 || Bits(word, 22, 20) == 3;
    bool long_multiply = Bits(word, 27, 23) == 0b10111 && !divides;
    if (long_multiply) instruction.clobbers |= MaskOf(Reg(word, 12));
    bool shift = Bits(word, 27, 23) == 0b10100 && Bits(word, 7, 4) == 0;
    if (shift) instruction.sets_flags = Bit(word, 20);
    if (Bits(word, 27, 20) == 0b10110000 && Bits(word, 7, 4) == 0) {  // MUL, MLA
        instruction.operation = Operation::kMultiplyAdd;
        if (Reg(word, 12) != kPc) instruction.source = Reg(word, 12);
        instruction.source2 = Reg(word, 16);
        instruction.source3 = Reg(word, 0);
    }
    return instruction;
}

// A6.3.18: coprocessor and SIMD instructions.
Instruction DecodeCoprocessor(uint32_t word, uint64_t pc) {
    if (Bits(word, 27, 25) == 0b110) return DecodeCoprocessorTransfer(word, PcBase(pc));
    return Bits(word, 27, 24) == 0b1110 ? DecodeCoprocessorMove(word) : Instruction{};
}

// A6.3, Table A6-9.
Instruction Decode(uint32_t word, uint64_t pc) {
    uint64_t op2 = Bits(word, 26, 20);
    switch (Bits(word, 28, 27)) {
        case 1:
            if (Bit(op2, 6)) return DecodeCoprocessor(word, pc);
            if (Bit(op2, 5)) return DecodeDataProcessing(word, false, pc);
            return Bit(op2, 2) ? DecodeDual(word, pc) : DecodeMultiple(word);
        case 2:
            if (Bit(word, 15)) return DecodeBranch(word, pc);
            return Bit(op2, 5) ? DecodePlainImmediate(word, pc) : DecodeDataProcessing(word, true, pc);
        default:
            if (Bit(op2, 6)) return DecodeCoprocessor(word, pc);
            if (Bit(op2, 5)) return DecodeRegisterOperation(word);
            if ((op2 & 0b1110001) == 0b0010000) return DecodeElementTransfer(word, PcBase(pc));
            return DecodeSingle(word, pc);
    }
}

}  // namespace

int64_t ExpandT32Immediate(uint32_t word) {
    uint32_t imm12 = static_cast<uint32_t>(Bit(word, 26) << 11 | Bits(word, 14, 12) << 8 | Bits(word, 7, 0));
    uint32_t imm8 = imm12 & 0xff;
    switch (Bits(imm12, 11, 8)) {
        case 0:
            return imm8;
        case 1:
            return imm8 << 16 | imm8;
        case 2:
            return static_cast<int64_t>(imm8) << 24 | imm8 << 8;
        case 3:
            return static_cast<int64_t>(imm8) * 0x01010101;
        default:
            break;
    }
    uint32_t value = 0x80 | (imm12 & 0x7f);
    unsigned rotation = imm12 >> 7;
    return static_cast<uint32_t>(value >> rotation | value << (32 - rotation));
}

Instruction DecodeT32Wide(uint16_t first, uint16_t second, uint64_t pc) {
    Instruction instruction = Decode(static_cast<uint32_t>(first) << 16 | second, pc);
    instruction.length = 4;
    return instruction;
}

}  // namespace faultbox::arm
