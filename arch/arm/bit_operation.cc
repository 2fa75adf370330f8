#include "arch/arm/bit_operation.h"

#include "arch/arm/encoding.h"
#include "arch/common/byte_reader.h"

namespace faultbox::arm {
namespace {

using Kind = BitOperation::Kind;
using Decoded = std::optional<BitOperation>;

Decoded Extract(RegisterId destination, RegisterId source, unsigned low, unsigned high) {
    if (high > 31 || high < low) return std::nullopt;
    return BitOperation{.kind = Kind::kExtract,
                        .destination = destination,
                        .source = source,
                        .mask = Bits(~uint64_t{0}, high - low, 0) << low};
}

// LSL: what is shifted out at the top is lost.
Decoded Place(RegisterId destination, RegisterId source, unsigned amount) {
    return BitOperation{
        .kind = Kind::kPlace, .destination = destination, .source = source, .mask = Bits(~uint64_t{0}, 31 - amount, 0)};
}

// BFI and BFC: the other bits are the destination's own.
Decoded Insert(RegisterId destination, unsigned low, unsigned high) {
    if (high < low) return std::nullopt;
    return BitOperation{.kind = Kind::kChange,
                        .destination = destination,
                        .source = destination,
                        .mask = Bits(~uint64_t{0}, high - low, 0) << low};
}

// Numbers of A5.2 and A6.3.1 stand behind these names.
enum class Logical : uint8_t { kAnd, kClear, kOr, kExclusiveOr, kTest, kNone };

Decoded WithImmediate(Logical logical, RegisterId destination, RegisterId source, uint32_t immediate) {
    BitOperation operation{.destination = destination, .source = source, .mask = immediate};
    switch (logical) {
        case Logical::kAnd:
            operation.kind = Kind::kKeep;
            break;
        case Logical::kClear:
            operation.kind = Kind::kKeep;
            operation.mask = ~immediate;
            break;
        case Logical::kOr:
        case Logical::kExclusiveOr:
            operation.kind = Kind::kChange;
            break;
        case Logical::kTest:
            operation.kind = Kind::kTest;
            operation.destination = kNoRegister;
            break;
        case Logical::kNone:
            return std::nullopt;
    }
    return operation;
}

Decoded Combine(RegisterId destination, RegisterId source, RegisterId source2) {
    return BitOperation{.kind = Kind::kCombine, .destination = destination, .source = source, .source2 = source2};
}

// A5.2: the opcode in bits 24:21.
Logical LogicalOfA32(uint32_t word) {
    switch (Bits(word, 24, 21)) {
        case 0:
            return Logical::kAnd;
        case 1:
            return Logical::kExclusiveOr;
        case 8:
            return Bit(word, 20) ? Logical::kTest : Logical::kNone;
        case 12:
            return Logical::kOr;
        case 14:
            return Logical::kClear;
        default:
            return Logical::kNone;
    }
}

// UBFX and SBFX (A8.8.246, A8.8.164), BFI and BFC (A8.8.20, A8.8.19), LSL and LSR (A8.8.94, A8.8.96), ORR (A8.8.123);
// encoding A1.
Decoded DecodeOfA32(uint32_t word) {
    if (Bits(word, 31, 28) != 0xe) return std::nullopt;
    const RegisterId rd = Reg(word, 12), rm = Reg(word, 0);
    const auto low = static_cast<unsigned>(Bits(word, 11, 7));
    const auto high = static_cast<unsigned>(Bits(word, 20, 16));
    if ((word & 0x0fa00070) == 0x07a00050) return Extract(rd, rm, low, low + high);
    if ((word & 0x0fe00070) == 0x07c00010) return Insert(rd, low, high);
    if ((word & 0x0fef0070) == 0x01a00000 && low != 0) return Place(rd, rm, low);
    if ((word & 0x0fef0070) == 0x01a00020 && low != 0) return Extract(rd, rm, low, 31);
    if ((word & 0x0fe00010) == 0x01800000) {
        return Combine(rd, Reg(word, 16), Bits(word, 11, 4) == 0 ? rm : kNoRegister);
    }
    if (Bits(word, 27, 25) != 1) return std::nullopt;
    return WithImmediate(LogicalOfA32(word), rd, Reg(word, 16), static_cast<uint32_t>(ExpandA32Immediate(word)));
}

// A6.3.1: op in bits 24:21. AND that only sets flags is TST, ORR of no register a move.
Logical LogicalOfT32(uint32_t word) {
    const bool has_destination = Reg(word, 8) != kPc;
    switch (Bits(word, 24, 21)) {
        case 0:
            return has_destination ? Logical::kAnd : Logical::kTest;
        case 1:
            return Logical::kClear;
        case 2:
            return Reg(word, 16) != kPc ? Logical::kOr : Logical::kNone;
        case 4:
            return has_destination ? Logical::kExclusiveOr : Logical::kNone;
        default:
            return Logical::kNone;
    }
}

// The same in their 32-bit encodings; `word` has the first halfword above the second.
Decoded DecodeOfT32Wide(uint32_t word) {
    const RegisterId rd = Reg(word, 8), rn = Reg(word, 16), rm = Reg(word, 0);
    const auto amount = static_cast<unsigned>(Bits(word, 14, 12) << 2 | Bits(word, 7, 6));
    const auto last = static_cast<unsigned>(Bits(word, 4, 0));
    if ((word & 0xff708020) == 0xf3400000) return Extract(rd, rn, amount, amount + last);
    if ((word & 0xfff08020) == 0xf3600000) return Insert(rd, amount, last);
    if ((word & 0xffef8030) == 0xea4f0000 && amount != 0) return Place(rd, rm, amount);
    if ((word & 0xffef8030) == 0xea4f0010 && amount != 0) return Extract(rd, rm, amount, 31);
    if ((word & 0xffe08000) == 0xea400000 && rn != kPc) {
        return Combine(rd, rn, amount == 0 && Bits(word, 5, 4) == 0 ? rm : kNoRegister);
    }
    if ((word & 0xfa008000) != 0xf0000000) return std::nullopt;
    return WithImmediate(LogicalOfT32(word), rd, rn, static_cast<uint32_t>(ExpandT32Immediate(word)));
}

// LSL, LSR and ORR of A6.2.1 and A6.2.2.
Decoded DecodeOfT32Narrow(uint32_t word) {
    const auto low_register = [word](unsigned low) { return static_cast<RegisterId>(Bits(word, low + 2, low)); };
    const auto amount = static_cast<unsigned>(Bits(word, 10, 6));
    if ((word & 0xf800) == 0x0000 && amount != 0) return Place(low_register(0), low_register(3), amount);
    if ((word & 0xf800) == 0x0800 && amount != 0) return Extract(low_register(0), low_register(3), amount, 31);
    if ((word & 0xffc0) == 0x4300) return Combine(low_register(0), low_register(0), low_register(3));
    return std::nullopt;
}

}  // namespace

std::optional<BitOperation> DecodeBitOperation(Bytes code, bool thumb) {
    ByteReader reader(code);
    const uint32_t low = reader.U16();
    const bool is_narrow = thumb && Bits(low, 15, 11) < 0b11101;  // A6.1
    const uint32_t high = is_narrow ? 0 : reader.U16();
    if (!reader.ok()) return std::nullopt;
    if (is_narrow) return DecodeOfT32Narrow(low);
    return thumb ? DecodeOfT32Wide(low << 16 | high) : DecodeOfA32(high << 16 | low);
}

}  // namespace faultbox::arm
