#include "arch/arm64/decode.h"

#include "arch/arm64/encoding.h"
#include "arch/common/byte_reader.h"

namespace faultbox::arm64 {
namespace {

// C4.1, Reserved: UDF; SME shares op0 = 0b0000 with bit 31 set.
Instruction DecodeReserved(uint32_t word, uint64_t) {
    Instruction instruction = Undefined();
    if (Bits(word, 31, 16) == 0) instruction.immediate = static_cast<int64_t>(Bits(word, 15, 0));
    return instruction;
}

// Rd of those that write a general register (addvl, cntb, incb, lasta), Rdn or the flags of others; only an upper bound
// is told.
Instruction DecodeScalable(uint32_t word, uint64_t) {
    Instruction instruction = Other(RegOrSp(word, 0));
    instruction.sets_flags = true;
    return instruction;
}

// C4.1, main encoding table: op0 is bits 28:25.
constexpr EncodingGroup kMain[] = {
    {0x9e000000, 0x80000000, DecodeScalable},                                                 // SME
    {0x1e000000, 0x00000000, DecodeReserved},      {0x1e000000, 0x04000000, DecodeScalable},  // SVE
    {0x1c000000, 0x10000000, DecodeDataImmediate}, {0x1c000000, 0x14000000, DecodeBranchAndSystem},
    {0x0a000000, 0x08000000, DecodeLoadStore},     {0x0e000000, 0x0a000000, DecodeDataRegister},
    {0x0e000000, 0x0e000000, DecodeVector},
};

}  // namespace

Instruction DecodeByGroup(std::span<const EncodingGroup> groups, uint32_t word, uint64_t pc) {
    for (const EncodingGroup& group : groups) {
        if ((word & group.mask) == group.value) return group.decode(word, pc);
    }
    return Undefined();
}

Result<Instruction> DecodeA64(Bytes code, uint64_t pc, bool) {
    ByteReader reader(code);
    uint32_t word = reader.U32();
    if (!reader.ok()) return reader.Failure();
    Instruction instruction = DecodeByGroup(kMain, word, pc);
    instruction.length = 4;
    return instruction;
}

}  // namespace faultbox::arm64
