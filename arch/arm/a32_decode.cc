#include "arch/arm/encoding.h"

namespace faultbox::arm {
namespace {

constexpr uint8_t kAlways = 14;

constexpr uint64_t PcBase(uint64_t pc) {
    return (pc + 8) & ~uint64_t{3};
}

// A5.5: block data transfer.
Instruction DecodeBlockTransfer(uint32_t word) {
    return BlockTransfer(Reg(word, 16), Bits(word, 15, 0), Bit(word, 20), Bit(word, 24), Bit(word, 23), Bit(word, 21));
}

// A5.2.1 to A5.2.3: data processing.
Instruction DecodeDataProcessing(uint32_t word, uint64_t pc) {
    Instruction instruction;
    uint64_t opcode = Bits(word, 24, 21);
    bool immediate = Bit(word, 25);
    bool plain_register = !immediate && Bits(word, 11, 4) == 0;
    bool immediate_shift = !immediate && !Bit(word, 4);
    instruction.sets_flags = Bit(word, 20);
    instruction.destination = Reg(word, 12);
    instruction.clobbers = MaskOf(instruction.destination);
    if (opcode >= 8 && opcode <= 11) {  // TST, TEQ, CMP, CMN
        instruction.operation = Operation::kCompare;
        instruction.destination = kNoRegister;
        instruction.clobbers = 0;
        return instruction;
    }
    bool add = opcode == 4;
    bool subtract = opcode == 2;
    if (opcode == 13 && immediate) {
        instruction.operation = Operation::kMoveImmediate;
        instruction.immediate = ExpandA32Immediate(word);
    } else if (opcode == 15 && immediate) {
        instruction.operation = Operation::kMoveImmediate;
        instruction.immediate = static_cast<int64_t>(static_cast<uint32_t>(~ExpandA32Immediate(word)));
    } else if (opcode == 13 && plain_register) {
        instruction.source = Reg(word, 0);
        instruction.operation = instruction.destination == kPc ? Operation::kJumpRegister : Operation::kMove;
    } else if ((add || subtract) && (immediate || immediate_shift)) {
        instruction.operation = add ? Operation::kAdd : Operation::kSubtract;
        instruction.source = Reg(word, 16);
        if (immediate) {
            instruction.immediate = ExpandA32Immediate(word);
            if (instruction.source == kPc) {
                uint64_t offset = static_cast<uint64_t>(instruction.immediate);
                instruction.operation = Operation::kMoveImmediate;
                instruction.immediate = Address(add ? PcBase(pc) + offset : PcBase(pc) - offset);
                instruction.source = kNoRegister;
            }
        } else {
            instruction.source2 = Reg(word, 0);
            DecodeShift(static_cast<unsigned>(Bits(word, 6, 5)), static_cast<unsigned>(Bits(word, 11, 7)),
                        instruction.source2_shift, instruction.source2_amount);
        }
    }
    ResolvePcSource(instruction, pc + 8);
    return instruction;
}

// A5.2.5, A5.2.6 and A5.2.12: multiplies write two registers at bits 19:16 and 15:12.
Instruction DecodeMultiply(uint32_t word) {
    Instruction instruction;
    instruction.sets_flags = Bit(word, 20);
    instruction.clobbers = MaskOf(Reg(word, 16));
    if (Bit(word, 23) || Bits(word, 23, 21) == 2) instruction.clobbers |= MaskOf(Reg(word, 12));
    if (Bits(word, 23, 22) == 0) {  // MUL, MLA
        instruction.operation = Operation::kMultiplyAdd;
        instruction.destination = Reg(word, 16);
        if (Bit(word, 21)) instruction.source = Reg(word, 12);
        instruction.source2 = Reg(word, 0);
        instruction.source3 = Reg(word, 8);
    }
    return instruction;
}

// A5.2.12: miscellaneous instructions.
Instruction DecodeMiscellaneous(uint32_t word) {
    Instruction instruction;
    switch (Bits(word, 7, 4)) {
        case 1:
        case 2:
            if (Bits(word, 22, 21) == 1) {  // BX, BXJ
                instruction.operation = Operation::kJumpRegister;
                instruction.source = Reg(word, 0);
            } else {
                instruction.clobbers = MaskOf(Reg(word, 12));  // CLZ
            }
            break;
        case 3:
            instruction.operation = Operation::kCallRegister;
            instruction.source = Reg(word, 0);
            instruction.clobbers = MaskOf(kLr);
            break;
        case 6:
            instruction.clobbers = MaskOf(kPc);  // ERET
            instruction.sets_flags = true;
            break;
        case 7:
            if (Bit(word, 22)) instruction.clobbers = kFirmwareResults;  // HVC, SMC; BKPT has a 0.
            break;
        case 0:
            if (!Bit(word, 21)) instruction.clobbers = MaskOf(Reg(word, 12));  // MRS
            if (Bit(word, 21)) instruction.sets_flags = true;                  // MSR
            break;
        case 4:  // CRC32
        case 5:  // Saturating sums
            instruction.clobbers = MaskOf(Reg(word, 12));
            break;
        default:  // Halfword multiplies; SMLALxy alone has a second result.
            instruction.clobbers = MaskOf(Reg(word, 16));
            if (Bits(word, 22, 21) == 2) instruction.clobbers |= MaskOf(Reg(word, 12));
    }
    return instruction;
}

Instruction DecodeRegisterAndExtra(uint32_t word, uint64_t pc) {
    bool low_extra = Bit(word, 7) && Bit(word, 4);
    if (low_extra && Bits(word, 6, 5) != 0) return DecodeExtraLoadStore(word, pc);
    if (low_extra) return Bit(word, 24) ? DecodeSynchronization(word, pc) : DecodeMultiply(word);
    if (Bits(word, 24, 23) == 2 && !Bit(word, 20)) return DecodeMiscellaneous(word);
    return DecodeDataProcessing(word, pc);
}

Instruction DecodeImmediate(uint32_t word, uint64_t pc) {
    if (Bits(word, 24, 23) != 2 || Bit(word, 20)) return DecodeDataProcessing(word, pc);
    Instruction instruction;
    uint64_t op = Bits(word, 22, 21);
    if (op == 0 || op == 2) {  // MOVW, MOVT
        instruction.operation = op == 0 ? Operation::kMoveImmediate : Operation::kMoveTop;
        instruction.destination = Reg(word, 12);
        instruction.clobbers = MaskOf(instruction.destination);
        instruction.immediate = static_cast<int64_t>(Bits(word, 19, 16) << 12 | Bits(word, 11, 0));
    } else {
        instruction.sets_flags = Bits(word, 19, 16) != 0;  // MSR; hints have no field mask.
    }
    return instruction;
}

// A5.4: media instructions. Multiplies, divisions and sums of differences write 19:16, all others 15:12.
Instruction DecodeMedia(uint32_t word) {
    Instruction instruction;
    if ((word & 0x0ff000f0) == 0x07f000f0) {  // A8.8.247: UDF
        instruction.operation = Operation::kUndefined;
        instruction.immediate = static_cast<int64_t>(Bits(word, 19, 8) << 4 | Bits(word, 3, 0));
        return instruction;
    }
    uint64_t op = Bits(word, 24, 20);
    bool multiply = op >= 0b10000 && op <= 0b11000;
    instruction.clobbers = MaskOf(Reg(word, multiply ? 16 : 12));
    if (op == 0b10100) instruction.clobbers |= MaskOf(Reg(word, 12));  // SMLALD, SMLSLD
    return instruction;
}

Instruction DecodeBranch(uint32_t word, uint64_t pc) {
    Instruction instruction;
    int64_t offset = SignExtend(Bits(word, 23, 0) << 2, 26);
    instruction.immediate = static_cast<int64_t>(Bits(pc + 8 + static_cast<uint64_t>(offset), 31, 0));
    instruction.operation = Bit(word, 24) ? Operation::kCall : Operation::kJump;
    if (Bit(word, 24)) instruction.clobbers = MaskOf(kLr);
    return instruction;
}

Instruction DecodeUnconditional(uint32_t word, uint64_t pc) {
    Instruction instruction;
    if ((word & 0xfe000000) == 0xfa000000) {  // BLX to Thumb
        instruction = DecodeBranch(word, pc);
        instruction.operation = Operation::kCall;
        uint64_t half = Bit(word, 24) ? 2 : 0;
        instruction.immediate = Address(static_cast<uint64_t>(instruction.immediate) + half);
        instruction.clobbers = MaskOf(kLr);
    } else if ((word & 0xff100000) == 0xf4000000) {
        instruction = DecodeElementTransfer(word, PcBase(pc));
    } else if ((word & 0xfd700000) == 0xf5500000 || (word & 0xfd700000) == 0xf5100000 ||
               (word & 0xfd700000) == 0xf4500000) {
        instruction.operation = Operation::kPreload;
    } else if ((word & 0xfe000000) == 0xfc000000) {
        instruction = DecodeCoprocessorTransfer(word, PcBase(pc));
    } else if ((word & 0xff000000) == 0xfe000000) {
        instruction = DecodeCoprocessorMove(word);
    } else if ((word & 0xfe500000) == 0xf8100000) {
        instruction = ReturnFromException(Reg(word, 16), Bit(word, 21));
    } else if ((word & 0xfe500000) == 0xf8400000) {  // SRS
        if (Bit(word, 21)) instruction.clobbers = MaskOf(kSp);
    }
    return instruction;
}

Instruction DecodeConditional(uint32_t word, uint64_t pc) {
    switch (Bits(word, 27, 25)) {
        case 0:
            return DecodeRegisterAndExtra(word, pc);
        case 1:
            return DecodeImmediate(word, pc);
        case 2:
            return DecodeLoadStore(word, pc);
        case 3:
            return Bit(word, 4) ? DecodeMedia(word) : DecodeLoadStore(word, pc);
        case 4:
            return DecodeBlockTransfer(word);
        case 5:
            return DecodeBranch(word, pc);
        case 6:
            return DecodeCoprocessorTransfer(word, PcBase(pc));
        default:
            break;
    }
    if (!Bit(word, 24)) return DecodeCoprocessorMove(word);
    Instruction instruction;  // SVC: system calls of Linux answer in r0.
    instruction.clobbers = MaskOf(kR0);
    return instruction;
}

}  // namespace

int64_t ExpandA32Immediate(uint32_t word) {
    uint32_t value = static_cast<uint32_t>(Bits(word, 7, 0));
    unsigned rotation = static_cast<unsigned>(2 * Bits(word, 11, 8));
    return rotation == 0 ? value : static_cast<int64_t>(value >> rotation | value << (32 - rotation));
}

Instruction DecodeA32(uint32_t word, uint64_t pc) {
    uint8_t condition = static_cast<uint8_t>(Bits(word, 31, 28));
    Instruction instruction = condition == 15 ? DecodeUnconditional(word, pc) : DecodeConditional(word, pc);
    instruction.length = 4;
    if (condition < kAlways) {
        instruction.conditional = true;
        instruction.condition = condition;
    }
    return instruction;
}

}  // namespace faultbox::arm
