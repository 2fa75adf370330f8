#include "arch/arm/encoding.h"

namespace faultbox::arm {
namespace {

// P and W bits: post-indexed without P (W then means unprivileged), pre-indexed with write-back with both.
WriteBack WriteBackOf(uint32_t word) {
    if (!Bit(word, 24)) return WriteBack::kAfter;
    return Bit(word, 21) ? WriteBack::kBefore : WriteBack::kNone;
}

constexpr uint64_t PcBase(uint64_t pc) {
    return (pc + 8) & ~uint64_t{3};
}

// The second register of a pair; pairs that start at the pc are UNPREDICTABLE.
constexpr RegisterId Next(RegisterId reg) {
    return reg == kPc ? kNoRegister : static_cast<RegisterId>(reg + 1);
}

}  // namespace

// A5.3: load/store word and unsigned byte.
Instruction DecodeLoadStore(uint32_t word, uint64_t pc) {
    Instruction instruction;
    MemoryAccess access;
    access.base = Reg(word, 16);
    access.data = Reg(word, 12);
    access.size_bytes = Bit(word, 22) ? 1 : 4;
    access.write_back = WriteBackOf(word);
    if (Bit(word, 25)) {
        access.index = Reg(word, 0);
        access.subtract_index = !Bit(word, 23);
        DecodeShift(static_cast<unsigned>(Bits(word, 6, 5)), static_cast<unsigned>(Bits(word, 11, 7)),
                    access.index_shift, access.index_amount);
    } else {
        int64_t offset = static_cast<int64_t>(Bits(word, 11, 0));
        access.displacement = Bit(word, 23) ? offset : -offset;
    }
    FinishAccess(instruction, access, Bit(word, 20), PcBase(pc));
    return instruction;
}

// A5.2.8: extra load/store instructions (halfword, signed, doubleword).
Instruction DecodeExtraLoadStore(uint32_t word, uint64_t pc) {
    Instruction instruction;
    MemoryAccess access;
    bool load = Bit(word, 20);
    uint64_t op = Bits(word, 6, 5);
    access.base = Reg(word, 16);
    access.data = Reg(word, 12);
    access.write_back = WriteBackOf(word);
    if (Bit(word, 22)) {
        int64_t offset = static_cast<int64_t>(Bits(word, 11, 8) << 4 | Bits(word, 3, 0));
        access.displacement = Bit(word, 23) ? offset : -offset;
    } else {
        access.index = Reg(word, 0);
        access.subtract_index = !Bit(word, 23);
    }
    access.size_bytes = op == 2 && load ? 1 : 2;
    access.sign_extend = load && op >= 2;
    if (!load && op >= 2) {  // LDRD, STRD
        load = op == 2;
        access.size_bytes = 4;
        access.count = 2;
        access.data2 = Next(access.data);
        access.sign_extend = false;
    }
    FinishAccess(instruction, access, load, PcBase(pc));
    return instruction;
}

// A8.8.75: STREX and its kin; B, H and D forms by bits 22:21.
Instruction DecodeSynchronization(uint32_t word, uint64_t pc) {
    Instruction instruction;
    MemoryAccess access;
    access.base = Reg(word, 16);
    if (!Bit(word, 23)) {  // SWP, SWPB
        access.size_bytes = Bit(word, 22) ? 1 : 4;
        access.data = Reg(word, 0);
        access.data2 = Reg(word, 12);
        access.access = Access::kRead;
        access.also_writes = true;
        instruction.operation = Operation::kLoadStore;
        instruction.clobbers = MaskOf(access.data2);
        instruction.memory.Append(access);
        return instruction;
    }
    constexpr uint8_t kSizes[] = {4, 4, 1, 2};
    bool load = Bit(word, 20);
    uint64_t form = Bits(word, 22, 21);
    access.size_bytes = kSizes[form];
    access.data = load ? Reg(word, 12) : Reg(word, 0);
    if (form == 1) {
        access.count = 2;
        access.data2 = Next(access.data);
    }
    FinishAccess(instruction, access, load, PcBase(pc));
    if (!load && Bits(word, 9, 8) != 0) instruction.clobbers |= MaskOf(Reg(word, 12));  // Status of an exclusive store.
    return instruction;
}

}  // namespace faultbox::arm
