#include "arch/x86/opcode_spec.h"

namespace faultbox::x86 {
namespace {

// Encodings by their bits in Encoding.
constexpr uint8_t kL = 1, kV = 2, kE = 4, kLV = 3, kVE = 6, kAll = 7;

struct Exception {
    Map map;
    uint8_t first;
    uint8_t last;
    uint8_t encodings;
    Alternatives alternatives;
};

// What differs from the rule of the map: other registers, other directions, operands smaller than a vector. The first
// that fits holds. Widths follow the tuple types of chapter 2.7.5, because EVEX multiplies short displacements by them.
constexpr Exception kExceptions[] = {
    // VEX in the map of two bytes: mask registers.
    {kMap0f, 0x41, 0x4b, kV, SpecByPrefix("other R")},
    {kMap0f, 0x90, 0x90, kV, SpecByPrefix("other Er :2|other Er :1")},
    {kMap0f, 0x91, 0x91, kV, SpecByPrefix("other Ew :2|other Ew :1")},
    {kMap0f, 0x92, 0x92, kV, SpecByPrefix("other R")},
    {kMap0f, 0x93, 0x93, kV, SpecByPrefix("other R +G")},
    {kMap0f, 0x98, 0x99, kV, SpecByPrefix("other R f")},
    // EVEX there: conversions.
    {kMap0f, 0x78, 0x79, kE, SpecByPrefix("other Er :x|other Er :C|other Er :d +G|other Er :q +G")},
    {kMap0f, 0x7a, 0x7a, kE, SpecByPrefix("other Er :x|other Er :C|other Er :C|other Er :x")},
    {kMap0f, 0x7b, 0x7b, kE, SpecByPrefix("other Er :x|other Er :C|other Er :y|other Er :y")},
    {kMap0f, 0xe6, 0xe6, kE, SpecByPrefix("other Er :x|other Er :x|other Er :C|other Er :x")},

    {kMap0f38, 0x00, 0x0b, kL, SpecByPrefix("other Er :m|other Er :x")},
    {kMap0f38, 0x1c, 0x1e, kL, SpecByPrefix("other Er :m|other Er :x")},
    {kMap0f38, 0x10, 0x10, kE, SpecByPrefix("other Er :x|other Er :x|other Ew :h")},
    {kMap0f38, 0x11, 0x11, kE, SpecByPrefix("other Er :x|other Er :x|other Ew :u")},
    {kMap0f38, 0x12, 0x12, kE, SpecByPrefix("other Er :x|other Er :x|other Ew :e")},
    {kMap0f38, 0x13, 0x13, kVE, SpecByPrefix("other Er :h|other Er :h|other Ew :h")},
    {kMap0f38, 0x14, 0x14, kE, SpecByPrefix("other Er :x|other Er :x|other Ew :u")},
    {kMap0f38, 0x15, 0x15, kE, SpecByPrefix("other Er :x|other Er :x|other Ew :h")},
    {kMap0f38, 0x17, 0x17, kLV, SpecByPrefix("other Er :x f")},
    {kMap0f38, 0x0e, 0x0f, kV, SpecByPrefix("other Er :x f")},
    {kMap0f38, 0x18, 0x18, kVE, SpecByPrefix("other Er :d")},
    {kMap0f38, 0x19, 0x19, kVE, SpecByPrefix("other Er :q")},
    {kMap0f38, 0x1a, 0x1a, kVE, SpecByPrefix("other Er :o")},
    {kMap0f38, 0x1b, 0x1b, kE, SpecByPrefix("other Er :Y")},
    {kMap0f38, 0x20, 0x20, kAll, SpecByPrefix("other Er :h|other Er :h|other Ew :h")},
    {kMap0f38, 0x21, 0x21, kAll, SpecByPrefix("other Er :u|other Er :u|other Ew :u")},
    {kMap0f38, 0x22, 0x22, kAll, SpecByPrefix("other Er :e|other Er :e|other Ew :e")},
    {kMap0f38, 0x23, 0x23, kAll, SpecByPrefix("other Er :h|other Er :h|other Ew :h")},
    {kMap0f38, 0x24, 0x24, kAll, SpecByPrefix("other Er :u|other Er :u|other Ew :u")},
    {kMap0f38, 0x25, 0x25, kAll, SpecByPrefix("other Er :h|other Er :h|other Ew :h")},
    {kMap0f38, 0x28, 0x29, kE, SpecByPrefix("other Er :x|other Er :x|other R")},
    {kMap0f38, 0x2c, 0x2d, kV, SpecByPrefix("other Er :x")},
    {kMap0f38, 0x2e, 0x2f, kV, SpecByPrefix("other Ew :x")},
    {kMap0f38, 0x2d, 0x2d, kE, SpecByPrefix("other Er :S")},
    {kMap0f38, 0x30, 0x30, kAll, SpecByPrefix("other Er :h|other Er :h|other Ew :h")},
    {kMap0f38, 0x31, 0x31, kAll, SpecByPrefix("other Er :u|other Er :u|other Ew :u")},
    {kMap0f38, 0x32, 0x32, kAll, SpecByPrefix("other Er :e|other Er :e|other Ew :e")},
    {kMap0f38, 0x33, 0x33, kAll, SpecByPrefix("other Er :h|other Er :h|other Ew :h")},
    {kMap0f38, 0x34, 0x34, kAll, SpecByPrefix("other Er :u|other Er :u|other Ew :u")},
    {kMap0f38, 0x35, 0x35, kAll, SpecByPrefix("other Er :h|other Er :h|other Ew :h")},
    {kMap0f38, 0x38, 0x39, kE, SpecByPrefix("other Er :x|other Er :x|other R")},
    {kMap0f38, 0x43, 0x43, kE, SpecByPrefix("other Er :S")},
    {kMap0f38, 0x4d, 0x4d, kE, SpecByPrefix("other Er :S")},
    {kMap0f38, 0x4f, 0x4f, kE, SpecByPrefix("other Er :S")},
    {kMap0f38, 0x52, 0x53, kE, SpecByPrefix("other Er :x|other Er :x|other Er :x|other Er :o")},
    {kMap0f38, 0x58, 0x58, kVE, SpecByPrefix("other Er :d")},
    {kMap0f38, 0x59, 0x59, kVE, SpecByPrefix("other Er :q")},
    {kMap0f38, 0x5a, 0x5a, kVE, SpecByPrefix("other Er :o")},
    {kMap0f38, 0x5b, 0x5b, kE, SpecByPrefix("other Er :Y")},
    {kMap0f38, 0x62, 0x62, kE, SpecByPrefix("other Er :c")},
    {kMap0f38, 0x63, 0x63, kE, SpecByPrefix("other Ew :c")},
    {kMap0f38, 0x78, 0x78, kVE, SpecByPrefix("other Er :b")},
    {kMap0f38, 0x79, 0x79, kVE, SpecByPrefix("other Er :w")},
    {kMap0f38, 0x80, 0x82, kL, SpecByPrefix("other Er :o f")},
    {kMap0f38, 0x88, 0x89, kE, SpecByPrefix("other Er :S")},
    {kMap0f38, 0x8a, 0x8b, kE, SpecByPrefix("other Ew :S")},
    {kMap0f38, 0x8e, 0x8e, kV, SpecByPrefix("other Ew :x")},
    {kMap0f38, 0x90, 0x93, kVE, SpecByPrefix("vsib Er :S")},
    {kMap0f38, 0xa0, 0xa3, kE, SpecByPrefix("vsib Ew :S")},
    {kMap0f38, 0xc6, 0xc7, kE, SpecByPrefix("vsib Er :S")},
    {kMap0f38, 0x9a, 0x9b, kE, SpecByPrefix("other Er :x|other Er :x|other Er :x|other Er :o")},
    {kMap0f38, 0xaa, 0xab, kE, SpecByPrefix("other Er :x|other Er :x|other Er :x|other Er :o")},
    {kMap0f38, 0xcb, 0xcb, kE, SpecByPrefix("other Er :S")},
    {kMap0f38, 0xcd, 0xcd, kE, SpecByPrefix("other Er :S")},
    {kMap0f38, 0xe0, 0xef, kV, SpecByPrefix("other Em :y +V f")},  // cmpccxadd
    {kMap0f38, 0xf0, 0xf0, kL, SpecByPrefix("other Er :v +G|other Er :v +G|other Er :v +G|other Er :b +G")},
    {kMap0f38, 0xf1, 0xf1, kL, SpecByPrefix("other Ew :v|other Ew :v|other Ew :v|other Er :v +G")},
    {kMap0f38, 0xf5, 0xf5, kL, SpecByPrefix("other Ew :y")},
    {kMap0f38, 0xf6, 0xf6, kL, SpecByPrefix("other Ew :y|other Er :y +G f|other Er :y +G f")},
    {kMap0f38, 0xf8, 0xf8, kL, SpecByPrefix("other Er")},
    {kMap0f38, 0xf9, 0xf9, kL, SpecByPrefix("other Ew :y")},
    {kMap0f38, 0xf2, 0xf2, kVE, SpecByPrefix("other Er :y +G f")},
    {kMap0f38, 0xf3, 0xf3, kVE, SpecByPrefix("other Er :y +V f")},
    {kMap0f38, 0xf5, 0xf5, kVE, SpecByPrefix("other Er :y +G f|other Er :y|other Er :y +G|other Er :y +G")},
    {kMap0f38, 0xf6, 0xf6, kVE, SpecByPrefix("other Er :y +G +V")},
    {kMap0f38, 0xf7, 0xf7, kVE, SpecByPrefix("other Er :y +G f|other Er :y +G|other Er :y +G|other Er :y +G")},

    {kMap0f3a, 0x0f, 0x0f, kL, SpecByPrefix("other Er :m Ib|other Er :x Ib")},
    {kMap0f3a, 0x0a, 0x0a, kAll, SpecByPrefix("other Er :w Ib|other Er :d Ib")},
    {kMap0f3a, 0x0b, 0x0b, kAll, SpecByPrefix("other Er :q Ib")},
    {kMap0f3a, 0x08, 0x08, kE, SpecByPrefix("other Er :X Ib|other Er :x Ib")},
    {kMap0f3a, 0x14, 0x14, kAll, SpecByPrefix("other Ew :b +E Ib")},
    {kMap0f3a, 0x15, 0x15, kAll, SpecByPrefix("other Ew :w +E Ib")},
    {kMap0f3a, 0x16, 0x16, kAll, SpecByPrefix("other Ew :y +E Ib")},
    {kMap0f3a, 0x17, 0x17, kAll, SpecByPrefix("other Ew :d +E Ib")},
    {kMap0f3a, 0x18, 0x18, kVE, SpecByPrefix("other Er :o Ib")},
    {kMap0f3a, 0x19, 0x19, kVE, SpecByPrefix("other Ew :o Ib")},
    {kMap0f3a, 0x1a, 0x1a, kE, SpecByPrefix("other Er :Y Ib")},
    {kMap0f3a, 0x1b, 0x1b, kE, SpecByPrefix("other Ew :Y Ib")},
    {kMap0f3a, 0x1d, 0x1d, kVE, SpecByPrefix("other Ew :h Ib")},
    {kMap0f3a, 0x20, 0x20, kAll, SpecByPrefix("other Er :b Ib")},
    {kMap0f3a, 0x21, 0x21, kAll, SpecByPrefix("other Er :d Ib")},
    {kMap0f3a, 0x22, 0x22, kAll, SpecByPrefix("other Er :y Ib")},
    {kMap0f3a, 0x26, 0x26, kE, SpecByPrefix("other Er :X Ib|other Er :x Ib")},
    {kMap0f3a, 0x27, 0x27, kE, SpecByPrefix("other Er :w Ib|other Er :S Ib")},
    {kMap0f3a, 0x30, 0x33, kV, SpecByPrefix("other R Ib")},
    {kMap0f3a, 0x38, 0x38, kVE, SpecByPrefix("other Er :o Ib")},
    {kMap0f3a, 0x39, 0x39, kVE, SpecByPrefix("other Ew :o Ib")},
    {kMap0f3a, 0x3a, 0x3a, kE, SpecByPrefix("other Er :Y Ib")},
    {kMap0f3a, 0x3b, 0x3b, kE, SpecByPrefix("other Ew :Y Ib")},
    {kMap0f3a, 0x51, 0x51, kE, SpecByPrefix("other Er :S Ib")},
    {kMap0f3a, 0x55, 0x55, kE, SpecByPrefix("other Er :S Ib")},
    {kMap0f3a, 0x56, 0x56, kE, SpecByPrefix("other Er :X Ib|other Er :x Ib")},
    {kMap0f3a, 0x57, 0x57, kE, SpecByPrefix("other Er :w Ib|other Er :S Ib")},
    {kMap0f3a, 0x60, 0x63, kLV, SpecByPrefix("other Er :o +c f Ib")},
    {kMap0f3a, 0x66, 0x66, kE, SpecByPrefix("other Er :X Ib|other Er :x Ib")},
    {kMap0f3a, 0x67, 0x67, kE, SpecByPrefix("other Er :w Ib|other Er :S Ib")},
    {kMap0f3a, 0xc2, 0xc2, kE, SpecByPrefix("other Er :X Ib|other Er :X Ib|other Er :w Ib")},
    {kMap0f3a, 0xf0, 0xf0, kV, SpecByPrefix("other Er :y +G Ib")},

    {kMapFp16, 0x10, 0x10, kE, SpecByPrefix("other Er :w")},
    {kMapFp16, 0x11, 0x11, kE, SpecByPrefix("other Ew :w")},
    {kMapFp16, 0x1d, 0x1d, kE, SpecByPrefix("other Er :d|other Er :x")},
    {kMapFp16, 0x2a, 0x2a, kE, SpecByPrefix("other Er :y")},
    {kMapFp16, 0x2c, 0x2d, kE, SpecByPrefix("other Er :w +G")},
    {kMapFp16, 0x2e, 0x2f, kE, SpecByPrefix("other Er :w f")},
    {kMapFp16, 0x51, 0x59, kE, SpecByPrefix("other Er :X|other Er :X|other Er :w")},
    {kMapFp16, 0x5a, 0x5a, kE, SpecByPrefix("other Er :U|other Er :x|other Er :w|other Er :q")},
    {kMapFp16, 0x5b, 0x5b, kE, SpecByPrefix("other Er :x|other Er :H|other Er :H")},
    {kMapFp16, 0x5c, 0x5f, kE, SpecByPrefix("other Er :X|other Er :X|other Er :w")},
    {kMapFp16, 0x6e, 0x6e, kE, SpecByPrefix("other Er :w")},
    {kMapFp16, 0x7e, 0x7e, kE, SpecByPrefix("other Ew :w +E")},
    {kMapFp16, 0x78, 0x79, kE, SpecByPrefix("other Er :H|other Er :U|other Er :w +G")},
    {kMapFp16, 0x7a, 0x7a, kE, SpecByPrefix("other Er :x|other Er :U|other Er :x|other Er :x")},
    {kMapFp16, 0x7b, 0x7b, kE, SpecByPrefix("other Er :x|other Er :U|other Er :y|other Er :x")},
    {kMapFp16More, 0x13, 0x13, kE, SpecByPrefix("other Er :w|other Er :H")},
    {kMapFp16More, 0x2d, 0x2d, kE, SpecByPrefix("other Er :w")},
    {kMapFp16More, 0x43, 0x43, kE, SpecByPrefix("other Er :w")},
    {kMapFp16More, 0x4d, 0x4d, kE, SpecByPrefix("other Er :w")},
    {kMapFp16More, 0x4f, 0x4f, kE, SpecByPrefix("other Er :w")},
    {kMapFp16More, 0x56, 0x56, kE, SpecByPrefix("other Er :x")},
    {kMapFp16More, 0x57, 0x57, kE, SpecByPrefix("other Er :d")},
    {kMapFp16More, 0xd6, 0xd6, kE, SpecByPrefix("other Er :x")},
    {kMapFp16More, 0xd7, 0xd7, kE, SpecByPrefix("other Er :d")},
};

// Fused multiply-add: of the rows 9, a and b the columns 6 to f, of which 9, b, d and f are scalar.
bool IsScalarMultiplyAdd(uint8_t opcode) {
    uint8_t row = opcode >> 4;
    uint8_t column = opcode & 0xf;
    return row >= 0x9 && row <= 0xb && column >= 9 && (column & 1) != 0;
}

// VEX and EVEX share the map of two bytes with instructions that have no such form.
Opcode FromTwoBytes(uint8_t opcode, unsigned prefix) {
    const Opcode& legacy = LegacyOpcode(kMap0f, opcode, prefix);
    bool vector = legacy.effect == Effect::kOther || legacy.effect == Effect::kMaskMove || legacy.group == 15;
    return vector ? legacy : Opcode{};
}

Opcode Rule(Map map, uint8_t opcode, unsigned prefix) {
    constexpr Opcode kReadsVector = Spec("other Er :x"), kWithByte = Spec("other Er :x Ib");
    constexpr Opcode kReadsFp16 = Spec("other Er :X"), kFp16Scalar = Spec("other Er :w"), kScalar = Spec("other Er :S");
    switch (map) {
        case kMap0f:
            return FromTwoBytes(opcode, prefix);
        case kMap0f38:
            return IsScalarMultiplyAdd(opcode) ? kScalar : kReadsVector;
        case kMap0f3a:
            return kWithByte;
        case kMapFp16:
            return kReadsFp16;
        case kMapFp16More:
            return IsScalarMultiplyAdd(opcode) ? kFp16Scalar : kReadsFp16;
        default:
            return {};
    }
}

}  // namespace

Opcode ExtendedOpcode(Map map, uint8_t opcode, unsigned prefix, Encoding encoding) {
    for (const Exception& entry : kExceptions) {
        bool fits = entry.map == map && entry.first <= opcode && opcode <= entry.last;
        if (fits && (entry.encodings & static_cast<uint8_t>(encoding)) != 0) return entry.alternatives[prefix & 3];
    }
    return Rule(map, opcode, prefix);
}

}  // namespace faultbox::x86
