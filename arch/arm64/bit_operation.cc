#include "arch/arm64/bit_operation.h"

#include "arch/arm64/encoding.h"
#include "arch/common/byte_reader.h"

namespace faultbox::arm64 {
namespace {

using Kind = BitOperation::Kind;
using Decoded = std::optional<BitOperation>;

uint64_t Ones(unsigned count) {
    return Bits(~uint64_t{0}, count - 1, 0);
}

// C6.2 SBFM, BFM, UBFM. With imms >= immr they take bits immr to imms; with less they put imms + 1 bits at width -
// immr, BFM (BFI) among those that are there.
Decoded DecodeBitfield(uint32_t word) {
    const unsigned width = Bit(word, 31) ? 64 : 32;
    const auto immr = static_cast<unsigned>(Bits(word, 21, 16));
    const auto imms = static_cast<unsigned>(Bits(word, 15, 10));
    const uint64_t operation = Bits(word, 30, 29);
    if (operation == 3 || immr >= width || imms >= width) return std::nullopt;
    BitOperation bits{.destination = RegOrZero(word, 0), .source = RegOrZero(word, 5)};
    if (operation == 1) {
        if (imms >= immr) return std::nullopt;
        bits.kind = Kind::kChange;
        bits.source = bits.destination;
        bits.mask = Ones(imms + 1) << (width - immr);
        return bits;
    }
    if (imms < immr) {
        bits.kind = Kind::kPlace;
        bits.mask = Ones(imms + 1);
    } else {
        bits.mask = Ones(imms - immr + 1) << immr;
    }
    return bits;
}

// C4.1, Logical (immediate): AND, ORR, EOR, ANDS.
Decoded DecodeImmediate(uint32_t word) {
    BitOperation bits{.kind = Kind::kKeep, .destination = RegOrSp(word, 0), .source = RegOrZero(word, 5)};
    bits.mask = LogicalMask(word);
    if (bits.mask == 0 || bits.source == kNoRegister) return std::nullopt;
    const uint64_t operation = Bits(word, 30, 29);
    if (operation == 1 || operation == 2) bits.kind = Kind::kChange;
    if (operation == 3) {
        bits.destination = RegOrZero(word, 0);
        if (bits.destination == kNoRegister) bits.kind = Kind::kTest;
    }
    return bits;
}

// C6.2 ORR (shifted register).
Decoded DecodeOr(uint32_t word) {
    const bool is_plain = Bits(word, 15, 10) == 0 && Bits(word, 23, 22) == 0;
    BitOperation bits{.kind = Kind::kCombine, .destination = RegOrZero(word, 0), .source = RegOrZero(word, 5)};
    if (bits.source == kNoRegister) return std::nullopt;
    if (is_plain) bits.source2 = RegOrZero(word, 16);
    return bits;
}

}  // namespace

std::optional<BitOperation> DecodeBitOperation(Bytes code, bool) {
    ByteReader reader(code);
    const uint32_t word = reader.U32();
    if (!reader.ok()) return std::nullopt;
    if (Bits(word, 28, 23) == 0x26) return DecodeBitfield(word);
    if (Bits(word, 28, 23) == 0x24) return DecodeImmediate(word);
    if ((word & 0x7f200000) == 0x2a000000) return DecodeOr(word);
    return std::nullopt;
}

}  // namespace faultbox::arm64
