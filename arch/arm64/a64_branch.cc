#include "arch/arm64/encoding.h"

namespace faultbox::arm64 {
namespace {

Instruction Jump(uint64_t pc, uint64_t field, unsigned width, bool conditional) {
    Instruction instruction;
    instruction.operation = Operation::kJump;
    instruction.immediate = Relative(pc, SignExtend(field << 2, width + 2));
    instruction.conditional = conditional;
    return instruction;
}

// Unconditional branch (immediate): B, BL
Instruction DecodeBranch(uint32_t word, uint64_t pc) {
    Instruction instruction = Jump(pc, Bits(word, 25, 0), 26, false);
    if (Bit(word, 31)) {
        instruction.operation = Operation::kCall;
        instruction.clobbers = MaskOf(kLr);
    }
    return instruction;
}

// Conditional branch (immediate): B.cond, BC.cond. AL and NV both mean always (C1.2.4).
Instruction DecodeConditionalBranch(uint32_t word, uint64_t pc) {
    uint8_t condition = static_cast<uint8_t>(Bits(word, 3, 0));
    bool conditional = condition < 14;
    Instruction instruction = Jump(pc, Bits(word, 23, 5), 19, conditional);
    if (conditional) instruction.condition = condition;
    return instruction;
}

// Compare and branch (immediate)
Instruction DecodeCompareBranch(uint32_t word, uint64_t pc) {
    return Jump(pc, Bits(word, 23, 5), 19, true);
}

// Test and branch (immediate)
Instruction DecodeTestBranch(uint32_t word, uint64_t pc) {
    return Jump(pc, Bits(word, 18, 5), 14, true);
}

// Exception generation. System calls of Linux answer in x0; hypervisor and monitor calls change x0 to x17 (SMC Calling
// Convention 1.0, 2.6).
Instruction DecodeException(uint32_t word, uint64_t) {
    constexpr uint64_t kSvc = 1;
    constexpr uint64_t kSmc = 3;
    Instruction instruction;
    uint64_t opc = Bits(word, 23, 21);
    uint64_t level = Bits(word, 1, 0);
    if (opc == 0 && level >= kSvc && level <= kSmc) {
        instruction.clobbers = level == kSvc ? MaskOf(kX0) : MaskOf(kX18) - 1;
    } else if (opc == 1 && level == 0) {  // BRK
        instruction.operation = Operation::kUndefined;
        instruction.immediate = static_cast<int64_t>(Bits(word, 20, 5));
    } else if (!(opc == 2 && level == 0) && !(opc == 5 && level != 0)) {  // HLT, DCPS1 to DCPS3
        return Undefined();
    }
    return instruction;
}

// Hints: CRm and op2 of those that write a register (FEAT_PAuth); all others may be run anywhere.
Instruction DecodeHint(uint32_t word, uint64_t) {
    switch (Bits(word, 11, 5)) {
        case 8:   // PACIA1716
        case 10:  // PACIB1716
        case 12:  // AUTIA1716
        case 14:  // AUTIB1716
            return Other(kX17);
        case 7:  // XPACLRI
            return Other(kLr);
        default:  // 24 to 31: PACIAZ, PACIASP, PACIBZ, PACIBSP, and AUTI* alike
            return Other(Bits(word, 11, 8) == 3 ? kLr : kNoRegister);
    }
}

// PSTATE: CFINV, XAFLAG, AXFLAG are op1 = 0 with op2 below 3.
Instruction DecodePstate(uint32_t word, uint64_t) {
    Instruction instruction;
    instruction.sets_flags = Bits(word, 18, 16) == 0 && Bits(word, 7, 5) < 3;
    return instruction;
}

constexpr uint64_t SystemKey(uint64_t op1, uint64_t crm, uint64_t op2) {
    return op1 << 7 | crm << 3 | op2;
}

// DC and IC by virtual address (C5.3): they fault as accesses do. How many bytes they concern, CTR_EL0 and DCZID_EL0
// say. DC ZVA, GVA and GZVA write.
Instruction DecodeSystem(uint32_t word, uint64_t) {
    Instruction instruction;
    if (Bits(word, 15, 12) != 7) return instruction;
    MemoryAccess access;
    access.size_bytes = 0;
    access.base = RegOrZero(word, 0);
    uint64_t operation = SystemKey(Bits(word, 18, 16), Bits(word, 11, 8), Bits(word, 7, 5));
    switch (operation) {
        case SystemKey(3, 4, 1):  // ZVA
        case SystemKey(3, 4, 3):  // GVA
        case SystemKey(3, 4, 4):  // GZVA
            access.access = Access::kWrite;
            break;
        case SystemKey(0, 6, 1):   // IVAC
        case SystemKey(0, 6, 3):   // IGVAC
        case SystemKey(0, 6, 5):   // IGDVAC
        case SystemKey(3, 5, 1):   // IC IVAU
        case SystemKey(3, 10, 1):  // CVAC
        case SystemKey(3, 10, 3):  // CGVAC
        case SystemKey(3, 10, 5):  // CGDVAC
        case SystemKey(3, 11, 1):  // CVAU
        case SystemKey(3, 12, 1):  // CVAP
        case SystemKey(3, 12, 3):  // CGVAP
        case SystemKey(3, 12, 5):  // CGDVAP
        case SystemKey(3, 13, 1):  // CVADP
        case SystemKey(3, 13, 3):  // CGVADP
        case SystemKey(3, 13, 5):  // CGDVADP
        case SystemKey(3, 14, 1):  // CIVAC
        case SystemKey(3, 14, 3):  // CIGVAC
        case SystemKey(3, 14, 5):  // CIGDVAC
            break;
        default:
            return instruction;
    }
    instruction.memory.Append(access);
    return instruction;
}

// SYSL, MRS. Reading RNDR or RNDRRS sets the flags (C5.2).
Instruction DecodeSystemRead(uint32_t word, uint64_t) {
    Instruction instruction = Other(RegOrZero(word, 0));
    instruction.sets_flags = (word & 0xffffffc0) == 0xd53b2400;
    return instruction;
}

// MSR (register): NZCV is S3_3_C4_C2_0.
Instruction DecodeSystemWrite(uint32_t word, uint64_t) {
    Instruction instruction;
    instruction.sets_flags = (word & 0xffffffe0) == 0xd51b4200;
    return instruction;
}

// Barriers; waiting with a timeout (WFET, WFIT).
Instruction DecodeNothing(uint32_t, uint64_t) {
    return Instruction{};
}

// Unconditional branch (register). opc is bits 24:21; op3 is 0, or 2 and 3 for those that authenticate.
Instruction DecodeBranchRegister(uint32_t word, uint64_t) {
    uint64_t opc = Bits(word, 24, 21);
    uint64_t op3 = Bits(word, 15, 10);
    uint64_t op4 = Bits(word, 4, 0);
    uint64_t rn = Bits(word, 9, 5);
    bool authenticates = op3 == 2 || op3 == 3;
    if (Bits(word, 20, 16) != kNumber31 || (op3 != 0 && !authenticates) || (op3 == 0 && op4 != 0)) return Undefined();
    Instruction instruction;
    if (opc == 4 || opc == 5) {  // ERET, ERETAA, ERETAB, DRPS
        if (rn != kNumber31 || (authenticates && (opc == 5 || op4 != kNumber31))) return Undefined();
        instruction.clobbers = MaskOf(kPc);
        instruction.sets_flags = true;
        return instruction;
    }
    bool with_modifier = opc == 8 || opc == 9;
    bool returns = opc == 2;
    if ((opc > 2 && !with_modifier) || (with_modifier && !authenticates)) return Undefined();
    if (authenticates && !with_modifier && op4 != kNumber31) return Undefined();
    if (returns && authenticates && rn != kNumber31) return Undefined();
    bool call = opc == 1 || opc == 9;
    instruction.operation = call ? Operation::kCallRegister : Operation::kJumpRegister;
    instruction.source = returns && authenticates ? RegisterId{kLr} : RegOrZero(word, 5);
    if (call) instruction.clobbers = MaskOf(kLr);
    return instruction;
}

// C4.1, Branches, Exception Generating and System instructions
constexpr EncodingGroup kGroups[] = {
    {0xff000000, 0x54000000, DecodeConditionalBranch},  // Conditional branch (immediate)
    {0xff00001c, 0xd4000000, DecodeException},          // Exception generation
    {0xfffff000, 0xd5031000, DecodeNothing},            // System instructions with register argument
    {0xfffff01f, 0xd503201f, DecodeHint},               // Hints
    {0xfffff01f, 0xd503301f, DecodeNothing},            // Barriers
    {0xfff8f01f, 0xd500401f, DecodePstate},             // PSTATE
    {0xfff80000, 0xd5080000, DecodeSystem},             // System instructions: SYS
    {0xfff80000, 0xd5280000, DecodeSystemRead},         // SYSL
    {0xfff00000, 0xd5100000, DecodeSystemWrite},        // System register move: MSR
    {0xfff00000, 0xd5300000, DecodeSystemRead},         // MRS
    {0xfe000000, 0xd6000000, DecodeBranchRegister},     // Unconditional branch (register)
    {0x7c000000, 0x14000000, DecodeBranch},             // Unconditional branch (immediate)
    {0x7e000000, 0x34000000, DecodeCompareBranch},      // Compare and branch (immediate)
    {0x7e000000, 0x36000000, DecodeTestBranch},         // Test and branch (immediate)
};

}  // namespace

Instruction DecodeBranchAndSystem(uint32_t word, uint64_t pc) {
    return DecodeByGroup(kGroups, word, pc);
}

}  // namespace faultbox::arm64
