#include "arch/arm64/encoding.h"

namespace faultbox::arm64 {
namespace {

// The register after `reg`; x30 is followed by the zero register.
constexpr RegisterId Next(RegisterId reg) {
    return reg >= kLr ? kNoRegister : static_cast<RegisterId>(reg + 1);
}

MemoryAccess Plain(uint32_t word, unsigned scale) {
    MemoryAccess access;
    access.base = RegOrSp(word, 5);
    access.data = RegOrZero(word, 0);
    access.size_bytes = static_cast<uint8_t>(1u << scale);
    return access;
}

// CASP: compares the pair at Rs with memory, which becomes the pair at Rt; Rs gets what was read. Odd numbers are
// UNDEFINED (C6.2, CASP).
Instruction DecodeCompareAndSwapPair(uint32_t word) {
    if (Bits(word, 14, 10) != kNumber31 || Bit(word, 16) || Bit(word, 0)) return Undefined();
    MemoryAccess access = Plain(word, Bit(word, 30) ? 3 : 2);
    access.count = 2;
    access.data2 = RegOrSp(word, 16);
    Instruction instruction = FinishAtomic(access);
    instruction.clobbers |= MaskOf(Next(access.data2));
    return instruction;
}

Instruction DecodeCompareAndSwap(uint32_t word, unsigned size) {
    if (Bits(word, 14, 10) != kNumber31) return Undefined();
    MemoryAccess access = Plain(word, size);
    access.data2 = RegOrZero(word, 16);
    return FinishAtomic(access);
}

}  // namespace

// Load/store exclusive register, exclusive pair, ordered; Compare and swap, pair too.
Instruction DecodeExclusive(uint32_t word, uint64_t) {
    unsigned size = static_cast<unsigned>(Bits(word, 31, 30));
    bool ordered = Bit(word, 23);  // Not exclusive.
    bool load = Bit(word, 22);
    bool o1 = Bit(word, 21);  // Compare and swap, or a pair.
    if (ordered && o1) return DecodeCompareAndSwap(word, size);
    if (o1 && size < 2) return DecodeCompareAndSwapPair(word);
    MemoryAccess access = Plain(word, size);
    if (o1) {
        access.count = 2;
        access.data2 = RegOrZero(word, 10);
    }
    Instruction instruction = FinishAccess(access, load);
    if (!ordered && !load) instruction.clobbers |= MaskOf(RegOrZero(word, 16));  // Status.
    return instruction;
}

// LDAPUR, LDAPURS*, STLUR
Instruction DecodeOrderedUnscaled(uint32_t word, uint64_t) {
    unsigned size = static_cast<unsigned>(Bits(word, 31, 30));
    uint64_t opc = Bits(word, 23, 22);
    if ((size == 3 && opc > 1) || (size == 2 && opc == 3)) return Undefined();
    MemoryAccess access = Plain(word, size);
    access.displacement = SignExtend(Bits(word, 20, 12), 9);
    access.sign_extend = opc > 1;
    return FinishAccess(access, opc != 0);
}

namespace {

// LD64B, ST64B, ST64BV, ST64BV0: 64 bytes from or to eight registers (FEAT_LS64). Rt is even and at most 22.
Instruction DecodeSingleCopy64(uint32_t word, uint64_t opc) {
    uint64_t first = Bits(word, 4, 0);
    uint64_t status = Bits(word, 20, 16);
    bool load = opc == 5;
    bool returns_status = opc == 2 || opc == 3;
    if ((first & 1) || first > 22 || (!returns_status && status != kNumber31)) return Undefined();
    MemoryAccess access;
    access.base = RegOrSp(word, 5);
    access.size_bytes = 8;
    access.count = 8;
    access.data_mask = uint64_t{0xff} << first;
    Instruction instruction = FinishAccess(access, load);
    if (returns_status) instruction.clobbers |= MaskOf(RegOrZero(word, 16));
    return instruction;
}

}  // namespace

// Atomic memory operations: LDADD and its kin, SWP, LDAPR
Instruction DecodeAtomic(uint32_t word, uint64_t) {
    if (Bit(word, 26)) return Undefined();
    unsigned size = static_cast<unsigned>(Bits(word, 31, 30));
    uint64_t order = Bits(word, 23, 22);  // A and R
    bool o3 = Bit(word, 15);
    uint64_t opc = Bits(word, 14, 12);
    MemoryAccess access = Plain(word, size);
    if (o3 && opc == 4 && order == 2 && Bits(word, 20, 16) == kNumber31) return FinishAccess(access, true);  // LDAPR
    bool single_copy = opc == 1 || opc == 2 || opc == 3 || opc == 5;
    if (o3 && size == 3 && order == 0 && single_copy) return DecodeSingleCopy64(word, opc);
    if (o3 && opc != 0) return Undefined();
    access.data = RegOrZero(word, 16);
    access.data2 = RegOrZero(word, 0);
    return FinishAtomic(access);
}

// STG, STZG, ST2G, STZ2G, LDG, STZGM, STGM, LDGM (FEAT_MTE): tags of granules of 16 bytes (D10.1). Those of multiple
// granules take as many as GMID_EL1 says.
Instruction DecodeMemoryTags(uint32_t word, uint64_t) {
    uint64_t opc = Bits(word, 23, 22);
    uint64_t form = Bits(word, 11, 10);
    MemoryAccess access;
    access.base = RegOrSp(word, 5);
    access.size_bytes = 16;
    access.displacement = SignExtend(Bits(word, 20, 12), 9) * 16;
    if (form != 0) {
        constexpr WriteBack kWriteBack[] = {WriteBack::kNone, WriteBack::kAfter, WriteBack::kNone, WriteBack::kBefore};
        access.write_back = kWriteBack[form];
        access.count = opc >= 2 ? 2 : 1;
        return FinishAccess(access, false);
    }
    bool multiple = opc != 1;
    if (multiple && access.displacement != 0) return Undefined();
    if (multiple) access.size_bytes = 0;
    bool load = Bit(opc, 0);
    if (load) access.data = RegOrZero(word, 0);
    return FinishAccess(access, load);
}

// CPY* and SET* (FEAT_MOPS): Rd, Rs and Rn all move on; how far is not in the encoding. SET* write, CPY* read at Rs and
// write at Rd. The same register twice is UNPREDICTABLE.
Instruction DecodeCopyAndSet(uint32_t word, uint64_t) {
    uint64_t op1 = Bits(word, 23, 22);
    bool set = op1 == 3;
    RegisterId destination = RegOrZero(word, 0);
    RegisterId source = RegOrZero(word, 16);
    RegisterId size = RegOrZero(word, 5);
    bool missing = destination == kNoRegister || (!set && source == kNoRegister);
    bool same = destination == source || source == size || destination == size;
    if (Bits(word, 31, 30) != 0 || missing || same || (set && Bits(word, 15, 14) == 3)) return Undefined();
    Instruction instruction;
    instruction.operation = set ? Operation::kStore : Operation::kLoadStore;
    instruction.clobbers = MaskOf(destination) | MaskOf(size) | (set ? 0 : MaskOf(source));
    instruction.sets_flags = true;
    MemoryAccess access;
    access.access = Access::kWrite;
    access.base = destination;
    instruction.memory.Append(access);
    if (!set) {
        access.access = Access::kRead;
        access.base = source;
        instruction.memory.Append(access);
    }
    return instruction;
}

}  // namespace faultbox::arm64
