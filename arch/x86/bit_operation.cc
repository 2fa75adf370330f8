#include "arch/x86/bit_operation.h"

#include "arch/common/bits.h"
#include "arch/x86/decode.h"
#include "arch/x86/modrm.h"

namespace faultbox::x86 {
namespace {

using Kind = BitOperation::Kind;
using Decoded = std::optional<BitOperation>;

enum class Logical : uint8_t { kAnd, kOr, kExclusiveOr, kTest, kShiftRight, kBitTest, kBitSet, kBitReset, kBitFlip };

// An operation with an immediate on ModRM.rm, or on al or eax.
struct WithImmediate {
    Logical logical;
    bool on_accumulator = false;
};

// Opcodes 80 to 83: /1 OR, /4 AND, /6 XOR.
std::optional<WithImmediate> OfGroup1(unsigned member) {
    if (member == 1) return WithImmediate{Logical::kOr};
    if (member == 4) return WithImmediate{Logical::kAnd};
    if (member == 6) return WithImmediate{Logical::kExclusiveOr};
    return std::nullopt;
}

// 0f ba: /4 BT, /5 BTS, /6 BTR, /7 BTC.
std::optional<WithImmediate> OfGroup8(unsigned member) {
    constexpr Logical kMembers[] = {Logical::kBitTest, Logical::kBitSet, Logical::kBitReset, Logical::kBitFlip};
    if (member < 4) return std::nullopt;
    return WithImmediate{kMembers[member - 4]};
}

std::optional<WithImmediate> Find(const Encoded& encoded) {
    const unsigned member = encoded.reg & 7u;
    if (encoded.encoding != Encoding::kLegacy) return std::nullopt;
    if (encoded.map == kMap0f) return encoded.code == 0xba ? OfGroup8(member) : std::nullopt;
    if (encoded.map != kMapOneByte) return std::nullopt;
    switch (encoded.code) {
        case 0x0c:
        case 0x0d:
            return WithImmediate{Logical::kOr, true};
        case 0x24:
        case 0x25:
            return WithImmediate{Logical::kAnd, true};
        case 0x34:
        case 0x35:
            return WithImmediate{Logical::kExclusiveOr, true};
        case 0x80:
        case 0x81:
        case 0x83:
            return OfGroup1(member);
        case 0xa8:
        case 0xa9:
            return WithImmediate{Logical::kTest, true};
        case 0xf6:
        case 0xf7:
            return member == 0 ? std::optional(WithImmediate{Logical::kTest}) : std::nullopt;
        case 0xc0:
        case 0xc1:
        case 0xd0:
        case 0xd1:
            return member == 5 ? std::optional(WithImmediate{Logical::kShiftRight}) : std::nullopt;
        default:
            return std::nullopt;
    }
}

bool IsByteOperand(const Encoded& encoded) {
    return encoded.opcode.width == Width::kByte;
}

uint64_t WidthMask(const Encoded& encoded) {
    const unsigned bytes = IsByteOperand(encoded) ? 1 : OperandBytes(encoded);
    return Bits(~uint64_t{0}, bytes * 8 - 1, 0);
}

// How many bits a shift goes; those of opcodes d0 and d1 go one.
unsigned ShiftAmount(const Encoded& encoded) {
    if (encoded.code == 0xd0 || encoded.code == 0xd1) return 1;
    return static_cast<unsigned>(encoded.immediate) & (OperandBytes(encoded) == 8 ? 63 : 31);
}

// Operations on 8 and 16 bits leave the others of a register as they are.
uint64_t KeptBeyond(uint64_t width) {
    return width <= 0xffff ? ~width : 0;
}

void SetMask(Logical logical, const Encoded& encoded, BitOperation& bits) {
    const uint64_t width = WidthMask(encoded);
    const auto immediate = static_cast<uint64_t>(encoded.immediate);
    const uint64_t one = uint64_t{1} << (immediate & (OperandBytes(encoded) * 8u - 1));
    bits.kind = Kind::kChange;
    switch (logical) {
        case Logical::kAnd:
            bits.kind = Kind::kKeep;
            bits.mask = (immediate & width) | (bits.in_memory ? 0 : KeptBeyond(width));
            break;
        case Logical::kOr:
        case Logical::kExclusiveOr:
            bits.mask = immediate & width;
            break;
        case Logical::kTest:
            bits.kind = Kind::kTest;
            bits.mask = immediate & width;
            break;
        case Logical::kShiftRight:
            bits.kind = Kind::kExtract;
            bits.mask = ~uint64_t{0} << ShiftAmount(encoded);
            break;
        case Logical::kBitTest:
            bits.kind = Kind::kTest;
            bits.mask = one;
            break;
        case Logical::kBitSet:
        case Logical::kBitReset:
        case Logical::kBitFlip:
            bits.mask = one;
            break;
    }
}

// Numbers 4 to 7 of byte registers without REX are ah, ch, dh and bh.
bool IsHighByte(unsigned number, const Encoded& encoded) {
    return IsByteOperand(encoded) && !encoded.has_rex && number >= 4 && number < 8;
}

// 08 to 0b: OR of ModRM's register and operand, to the operand or to the register.
Decoded Combination(const Encoded& encoded) {
    const bool is_or = encoded.encoding == Encoding::kLegacy && encoded.map == kMapOneByte && encoded.code >= 0x08 &&
                       encoded.code <= 0x0b;
    if (!is_or || encoded.is_memory || IsHighByte(encoded.reg, encoded) || IsHighByte(encoded.rm, encoded)) {
        return std::nullopt;
    }
    const bool to_register = Bit(encoded.code, 1);
    BitOperation bits{.kind = Kind::kCombine};
    bits.destination = bits.source = GeneralRegister(to_register ? encoded.reg : encoded.rm);
    bits.source2 = GeneralRegister(to_register ? encoded.rm : encoded.reg);
    return bits;
}

Decoded Decode(Bytes code, bool mode_64) {
    Result<Encoded> encoded = TakeApart(code, 0, mode_64);
    if (!encoded) return std::nullopt;
    std::optional<WithImmediate> found = Find(*encoded);
    if (!found) return Combination(*encoded);
    BitOperation bits{.in_memory = !found->on_accumulator && encoded->is_memory};
    SetMask(found->logical, *encoded, bits);
    if (bits.in_memory) return bits;
    const unsigned number = found->on_accumulator ? 0 : encoded->rm;
    if (!found->on_accumulator && IsHighByte(number, *encoded)) return std::nullopt;
    bits.source = GeneralRegister(number);
    if (bits.kind != Kind::kTest) bits.destination = bits.source;
    return bits;
}

}  // namespace

std::optional<BitOperation> DecodeBitOperation32(Bytes code, bool) {
    return Decode(code, false);
}

std::optional<BitOperation> DecodeBitOperation64(Bytes code, bool) {
    return Decode(code, true);
}

}  // namespace faultbox::x86
