#include "host/explain/bit_use.h"

#include <bit>

#include "arch/common/bits.h"
#include "arch/common/byte_reader.h"

namespace faultbox {
namespace {

constexpr size_t kFarthestUse = 4;     // Instructions.
constexpr size_t kFarthestStore = 12;  // Instructions.

// Takes bits out of `source`, or puts bits into `destination` and leaves its others.
struct BitOperation {
    bool is_insert = false;
    RegisterId destination = kNoRegister;
    RegisterId source = kNoRegister;
    BitRange bits;
};

using Decoded = std::optional<BitOperation>;

// An extraction where the mask has the lowest bits.
Decoded And(RegisterId destination, RegisterId source, uint32_t mask) {
    if (mask == 0 || !std::has_single_bit(uint64_t{mask} + 1)) return std::nullopt;
    return BitOperation{false, destination, source, {0, static_cast<unsigned>(std::popcount(mask))}};
}

// ARM ARM DDI 0406C: A8.8.246 UBFX, A8.8.164 SBFX, A8.8.20 BFI, A8.8.13 AND (immediate, not rotated); encoding A1.
Decoded DecodeA32(uint32_t word) {
    const auto rd = static_cast<RegisterId>(Bits(word, 15, 12));
    const auto rn = static_cast<RegisterId>(Bits(word, 3, 0));
    const auto lsb = static_cast<unsigned>(Bits(word, 11, 7));
    if (Bits(word, 31, 28) != 0xe) return std::nullopt;
    if ((word & 0x0fa00070) == 0x07a00050) return BitOperation{false, rd, rn, {lsb, unsigned(Bits(word, 20, 16)) + 1}};
    const auto msb = static_cast<unsigned>(Bits(word, 20, 16));
    if ((word & 0x0fe00070) == 0x07c00010 && msb >= lsb) return BitOperation{true, rd, rn, {lsb, msb - lsb + 1}};
    if ((word & 0x0fe00f00) == 0x02000000) {
        return And(rd, static_cast<RegisterId>(Bits(word, 19, 16)), static_cast<uint32_t>(Bits(word, 7, 0)));
    }
    return std::nullopt;
}

// The same, encoding T1; `word` has the first halfword above the second.
Decoded DecodeT32(uint32_t word) {
    const auto rd = static_cast<RegisterId>(Bits(word, 11, 8));
    const auto rn = static_cast<RegisterId>(Bits(word, 19, 16));
    const unsigned lsb = unsigned(Bits(word, 14, 12)) << 2 | unsigned(Bits(word, 7, 6));
    const auto last = static_cast<unsigned>(Bits(word, 4, 0));
    // UBFX is 0xf3c, SBFX 0xf34.
    if ((word & 0xff708020) == 0xf3400000) return BitOperation{false, rd, rn, {lsb, last + 1}};
    if ((word & 0xfff08020) == 0xf3600000 && last >= lsb) return BitOperation{true, rd, rn, {lsb, last - lsb + 1}};
    bool is_byte = Bit(word, 26) == 0 && Bits(word, 14, 12) == 0;
    if ((word & 0xfbe08000) == 0xf0000000 && is_byte) return And(rd, rn, static_cast<uint32_t>(Bits(word, 7, 0)));
    return std::nullopt;
}

// Arm ARM DDI 0487: C6.2 UBFM, SBFM, BFM; as ubfx, sbfx and lsr imms >= immr, as bfi imms < immr.
Decoded DecodeA64(uint32_t word) {
    if (Bits(word, 28, 23) != 0x26) return std::nullopt;
    const unsigned width = Bit(word, 31) ? 64 : 32;
    const auto immr = static_cast<unsigned>(Bits(word, 21, 16));
    const auto imms = static_cast<unsigned>(Bits(word, 15, 10));
    const auto rd = static_cast<RegisterId>(Bits(word, 4, 0));
    const auto rn = static_cast<RegisterId>(Bits(word, 9, 5));
    const uint64_t operation = Bits(word, 30, 29);
    if (operation == 1) {
        if (imms >= immr) return std::nullopt;
        return BitOperation{true, rd, rn, {width - immr, imms + 1}};
    }
    if (operation == 3 || imms < immr || imms >= width) return std::nullopt;
    return BitOperation{false, rd, rn, {immr, imms - immr + 1}};
}

Decoded Decode(const ArchInfo& arch, bool thumb, Bytes code) {
    if (code.size() != 4) return std::nullopt;
    ByteReader reader(code, std::endian::little);
    const auto low = static_cast<uint32_t>(reader.Unsigned(2));
    const auto high = static_cast<uint32_t>(reader.Unsigned(2));
    if (arch.arch == Arch::kArm64) return DecodeA64(high << 16 | low);
    if (arch.arch == Arch::kArm) return thumb ? DecodeT32(low << 16 | high) : DecodeA32(high << 16 | low);
    return std::nullopt;
}

bool Mentions(const Instruction& instruction, RegisterId reg) {
    bool mentions = instruction.source == reg || instruction.source2 == reg || instruction.source3 == reg ||
                    instruction.destination == reg || Bit(instruction.clobbers, reg);
    for (const MemoryAccess& access : instruction.memory) {
        mentions = mentions || access.base == reg || access.index == reg || access.data == reg || access.data2 == reg ||
                   Bit(access.data_mask, reg);
    }
    return mentions;
}

// All its operands are known.
bool IsTransparent(const Instruction& instruction) {
    switch (instruction.operation) {
        case Operation::kLoad:
        case Operation::kStore:
        case Operation::kMove:
        case Operation::kMoveImmediate:
        case Operation::kMoveTop:
        case Operation::kAdd:
        case Operation::kSubtract:
            return true;
        default:
            return false;
    }
}

}  // namespace

std::optional<BitRange> FindBitUse(const SymbolFile& file, const ArchInfo& arch, const FunctionCode& code, size_t index,
                                   const MemoryAccess& access) {
    const RegisterId data = access.data;
    if (data == kNoRegister || access.count != 1 || access.write_back != WriteBack::kNone) return std::nullopt;
    auto is_next = [&](size_t at) { return at < code.size() && code.OnlyPredecessor(at) == at - 1; };
    auto stores_back = [&](size_t from) {
        for (size_t at = from; at < from + kFarthestStore && is_next(at); ++at) {
            const Instruction& instruction = code[at].instruction;
            bool stores = instruction.operation == Operation::kStore && !instruction.memory.empty();
            if (stores && instruction.memory[0].base == access.base &&
                instruction.memory[0].displacement == access.displacement) {
                return std::optional(instruction.memory[0].data);
            }
            if (Bit(instruction.clobbers, access.base)) break;
        }
        return std::optional<RegisterId>();
    };
    for (size_t at = index + 1; at <= index + kFarthestUse && is_next(at); ++at) {
        const Instruction& instruction = code[at].instruction;
        Result<Bytes> bytes = file.ReadImage(code[at].address, instruction.length);
        Decoded use = bytes ? Decode(arch, code.is_thumb(), *bytes) : std::nullopt;
        if (use && use->is_insert && use->destination == data && use->source != data) {
            return stores_back(at + 1) == data ? std::optional(use->bits) : std::nullopt;
        }
        if (use && !use->is_insert && use->source == data) {
            // What is taken out while the rest goes back is what is kept. Others may look at the register later, unless
            // it is gone.
            bool is_gone = use->destination == data;
            return is_gone && !stores_back(at + 1) ? std::optional(use->bits) : std::nullopt;
        }
        if (use ? use->destination == data : !IsTransparent(instruction) || Mentions(instruction, data)) break;
    }
    return std::nullopt;
}

}  // namespace faultbox
