#include "arch/arm64/encoding.h"

namespace faultbox::arm64 {

Instruction FinishAccess(MemoryAccess access, bool load) {
    Instruction instruction;
    instruction.operation = load ? Operation::kLoad : Operation::kStore;
    access.access = load ? Access::kRead : Access::kWrite;
    if (access.write_back != WriteBack::kNone) instruction.clobbers |= MaskOf(access.base);
    if (load) instruction.clobbers |= access.data_mask | MaskOf(access.data) | MaskOf(access.data2);
    instruction.memory.Append(access);
    return instruction;
}

Instruction FinishAtomic(MemoryAccess access) {
    Instruction instruction;
    instruction.operation = Operation::kLoadStore;
    access.access = Access::kRead;
    access.also_writes = true;
    instruction.clobbers = MaskOf(access.data2);
    instruction.memory.Append(access);
    return instruction;
}

namespace {

enum class Kind : uint8_t { kUnallocated, kStore, kLoad, kLoadSigned, kPrefetch };

// What size (bits 31:30), V (26) and opc (23:22) of a load or store of one register say.
struct Transfer {
    Kind kind;
    unsigned scale;  // Of the size, a power of two.
};

Transfer TransferOf(uint32_t word) {
    constexpr Kind kGeneral[4][4] = {
        {Kind::kStore, Kind::kLoad, Kind::kLoadSigned, Kind::kLoadSigned},
        {Kind::kStore, Kind::kLoad, Kind::kLoadSigned, Kind::kLoadSigned},
        {Kind::kStore, Kind::kLoad, Kind::kLoadSigned, Kind::kUnallocated},
        {Kind::kStore, Kind::kLoad, Kind::kPrefetch, Kind::kUnallocated},
    };
    unsigned size = static_cast<unsigned>(Bits(word, 31, 30));
    uint64_t opc = Bits(word, 23, 22);
    if (!Bit(word, 26)) return {kGeneral[size][opc], size};
    Kind kind = opc & 1 ? Kind::kLoad : Kind::kStore;
    if (opc < 2) return {kind, size};
    return size == 0 ? Transfer{kind, 4} : Transfer{Kind::kUnallocated, 0};
}

Instruction Preload() {
    Instruction instruction;
    instruction.operation = Operation::kPreload;
    return instruction;
}

Instruction FinishTransfer(uint32_t word, MemoryAccess access, Transfer transfer) {
    if (transfer.kind == Kind::kUnallocated) return Undefined();
    if (transfer.kind == Kind::kPrefetch) return Preload();
    access.base = RegOrSp(word, 5);
    if (!Bit(word, 26)) access.data = RegOrZero(word, 0);
    access.size_bytes = static_cast<uint8_t>(1u << transfer.scale);
    access.sign_extend = transfer.kind == Kind::kLoadSigned;
    return FinishAccess(access, transfer.kind != Kind::kStore);
}

int64_t Imm9(uint32_t word) {
    return SignExtend(Bits(word, 20, 12), 9);
}

// Load/store register (unsigned immediate)
Instruction DecodeUnsignedOffset(uint32_t word, uint64_t) {
    Transfer transfer = TransferOf(word);
    MemoryAccess access;
    access.displacement = static_cast<int64_t>(Bits(word, 21, 10) << transfer.scale);
    return FinishTransfer(word, access, transfer);
}

// Load/store register (unscaled immediate)
Instruction DecodeUnscaled(uint32_t word, uint64_t) {
    MemoryAccess access;
    access.displacement = Imm9(word);
    return FinishTransfer(word, access, TransferOf(word));
}

// Load/store register (unprivileged)
Instruction DecodeUnprivileged(uint32_t word, uint64_t pc) {
    if (Bit(word, 26) || TransferOf(word).kind == Kind::kPrefetch) return Undefined();
    return DecodeUnscaled(word, pc);
}

// Load/store register (immediate post-indexed), (immediate pre-indexed)
Instruction DecodeIndexed(uint32_t word, uint64_t) {
    Transfer transfer = TransferOf(word);
    if (transfer.kind == Kind::kPrefetch) return Undefined();
    MemoryAccess access;
    access.displacement = Imm9(word);
    access.write_back = Bit(word, 11) ? WriteBack::kBefore : WriteBack::kAfter;
    return FinishTransfer(word, access, transfer);
}

// Load/store register (register offset). The amount is the transfer's size or nothing; only 32-bit indexes are
// extended.
Instruction DecodeRegisterOffset(uint32_t word, uint64_t) {
    Transfer transfer = TransferOf(word);
    uint64_t option = Bits(word, 15, 13);
    if (!(option & 2)) return Undefined();
    MemoryAccess access;
    access.index = RegOrZero(word, 16);
    if (access.index != kNoRegister) {
        access.index_extend = ExtendOf(option);
        access.index_amount = Bit(word, 12) ? static_cast<uint8_t>(transfer.scale) : 0;
        if (access.index_amount != 0) access.index_shift = Shift::kLeft;
    }
    return FinishTransfer(word, access, transfer);
}

// Load/store register (pac): LDRAA, LDRAB
Instruction DecodeAuthenticated(uint32_t word, uint64_t) {
    if (Bits(word, 31, 30) != 3 || Bit(word, 26)) return Undefined();
    MemoryAccess access;
    access.base = RegOrSp(word, 5);
    access.data = RegOrZero(word, 0);
    access.size_bytes = 8;
    access.displacement = SignExtend(Bits(word, 22, 22) << 9 | Bits(word, 20, 12), 10) * 8;
    if (Bit(word, 11)) access.write_back = WriteBack::kBefore;
    return FinishAccess(access, true);
}

// Load register (literal): opc is bits 31:30.
Instruction DecodeLiteral(uint32_t word, uint64_t pc) {
    uint64_t opc = Bits(word, 31, 30);
    bool vector = Bit(word, 26);
    if (opc == 3) return vector ? Undefined() : Preload();
    MemoryAccess access;
    access.pc_relative = true;
    access.displacement = Relative(pc, SignExtend(Bits(word, 23, 5) << 2, 21));
    access.size_bytes = static_cast<uint8_t>(vector ? 4u << opc : opc == 1 ? 8u : 4u);
    access.sign_extend = !vector && opc == 2;
    if (!vector) access.data = RegOrZero(word, 0);
    return FinishAccess(access, true);
}

// Load/store no-allocate pair (offset), register pair (post-indexed), (offset), (pre-indexed)
Instruction DecodePair(uint32_t word, uint64_t) {
    constexpr WriteBack kWriteBack[] = {WriteBack::kNone, WriteBack::kAfter, WriteBack::kNone, WriteBack::kBefore};
    uint64_t opc = Bits(word, 31, 30);
    uint64_t form = Bits(word, 24, 23);
    bool vector = Bit(word, 26);
    bool load = Bit(word, 22);
    bool special = opc == 1 && !vector;  // LDPSW, STGP
    if (opc == 3 || (special && form == 0)) return Undefined();
    unsigned scale = vector ? static_cast<unsigned>(2 + opc) : opc == 2 || (special && !load) ? 3 : 2;
    unsigned offset_scale = special && !load ? 4 : scale;
    MemoryAccess access;
    access.base = RegOrSp(word, 5);
    access.size_bytes = static_cast<uint8_t>(1u << scale);
    access.count = 2;
    access.displacement = SignExtend(Bits(word, 21, 15), 7) * (int64_t{1} << offset_scale);
    access.write_back = kWriteBack[form];
    access.sign_extend = special && load;
    if (!vector) {
        access.data = RegOrZero(word, 0);
        access.data2 = RegOrZero(word, 10);
    }
    return FinishAccess(access, load);
}

// C4.1, Loads and Stores. The names are those of its table.
constexpr EncodingGroup kGroups[] = {
    {0xbfbf0000, 0x0c000000, DecodeMultipleStructures},  // Advanced SIMD load/store multiple structures
    {0xbfa00000, 0x0c800000, DecodeMultipleStructures},  // (post-indexed)
    {0xbf9f0000, 0x0d000000, DecodeSingleStructure},     // Advanced SIMD load/store single structure
    {0xbf800000, 0x0d800000, DecodeSingleStructure},     // (post-indexed)
    {0x3f000000, 0x08000000, DecodeExclusive},           // Load/store exclusive, ordered; compare and swap
    {0x3b000000, 0x18000000, DecodeLiteral},             // Load register (literal)
    {0x3f200c00, 0x19000000, DecodeOrderedUnscaled},     // LDAPR/STLR (unscaled immediate)
    {0xff200000, 0xd9200000, DecodeMemoryTags},          // Load/store memory tags
    {0x3b200c00, 0x19000400, DecodeCopyAndSet},          // Memory Copy and Memory Set
    {0x3a000000, 0x28000000, DecodePair},                // Load/store pair, all four
    {0x3b200c00, 0x38000000, DecodeUnscaled},            // Load/store register (unscaled immediate)
    {0x3b200400, 0x38000400, DecodeIndexed},             // (immediate post-indexed), (immediate pre-indexed)
    {0x3b200c00, 0x38000800, DecodeUnprivileged},        // (unprivileged)
    {0x3b200c00, 0x38200000, DecodeAtomic},              // Atomic memory operations
    {0x3b200c00, 0x38200800, DecodeRegisterOffset},      // (register offset)
    {0x3b200400, 0x38200400, DecodeAuthenticated},       // (pac)
    {0x3b000000, 0x39000000, DecodeUnsignedOffset},      // (unsigned immediate)
};

}  // namespace

Extend ExtendOf(uint64_t option) {
    constexpr Extend kExtends[] = {
        Extend::kUnsignedByte, Extend::kUnsignedHalfword, Extend::kUnsignedWord, Extend::kNone,
        Extend::kSignedByte,   Extend::kSignedHalfword,   Extend::kSignedWord,   Extend::kNone};
    return kExtends[option & 7];
}

Instruction DecodeLoadStore(uint32_t word, uint64_t pc) {
    return DecodeByGroup(kGroups, word, pc);
}

}  // namespace faultbox::arm64
