#include <bit>

#include "arch/arm64/encoding.h"

namespace faultbox::arm64 {
namespace {

Instruction MoveImmediate(RegisterId destination, uint64_t value) {
    Instruction instruction = Other(destination);
    if (destination == kNoRegister) return instruction;
    instruction.operation = Operation::kMoveImmediate;
    instruction.destination = destination;
    instruction.immediate = static_cast<int64_t>(value);
    return instruction;
}

// PC-rel. addressing: ADR, ADRP
Instruction DecodePcRelative(uint32_t word, uint64_t pc) {
    int64_t offset = SignExtend(Bits(word, 23, 5) << 2 | Bits(word, 30, 29), 21);
    bool page = Bit(word, 31);
    uint64_t base = page ? pc & ~uint64_t{0xfff} : pc;
    return MoveImmediate(RegOrZero(word, 0), static_cast<uint64_t>(Relative(base, page ? offset * 4096 : offset)));
}

// What all sums have in common: bit 31 the width, 30 subtraction, 29 the flags. A comparison sets nothing but them.
Instruction Sum(uint32_t word, RegisterId destination) {
    Instruction instruction = Other(destination);
    instruction.sets_flags = Bit(word, 29);
    if (destination == kNoRegister) {
        if (instruction.sets_flags) instruction.operation = Operation::kCompare;
        return instruction;
    }
    instruction.operation = Bit(word, 30) ? Operation::kSubtract : Operation::kAdd;
    instruction.destination = destination;
    instruction.narrow = !Bit(word, 31);
    return instruction;
}

bool IsSum(const Instruction& instruction) {
    return instruction.operation == Operation::kAdd || instruction.operation == Operation::kSubtract;
}

// Add/subtract (immediate). Adding 0 to or from sp is MOV.
Instruction DecodeAddImmediate(uint32_t word, uint64_t) {
    Instruction instruction = Sum(word, Bit(word, 29) ? RegOrZero(word, 0) : RegOrSp(word, 0));
    if (!IsSum(instruction)) return instruction;
    instruction.source = RegOrSp(word, 5);
    instruction.immediate = static_cast<int64_t>(Bits(word, 21, 10) << (Bit(word, 22) ? 12 : 0));
    bool plain = instruction.operation == Operation::kAdd && !instruction.sets_flags && Bits(word, 22, 10) == 0;
    bool stack = instruction.destination == kSp || instruction.source == kSp;
    if (plain && stack) instruction.operation = Operation::kMove;
    return instruction;
}

// Add/subtract (immediate, with tags): ADDG, SUBG. Min/max (immediate) shares its place.
Instruction DecodeAddTags(uint32_t word, uint64_t) {
    return Other(Bit(word, 22) ? RegOrZero(word, 0) : RegOrSp(word, 0));
}

// Logical (immediate). ORR with the zero register is MOV, ANDS without a result TST.
Instruction DecodeLogicalImmediate(uint32_t word, uint64_t) {
    uint64_t opc = Bits(word, 30, 29);
    uint64_t mask = LogicalMask(word);
    if (mask == 0) return Undefined();
    if (opc == 1 && Bits(word, 9, 5) == kNumber31) return MoveImmediate(RegOrSp(word, 0), mask);
    Instruction instruction = Other(opc == 3 ? RegOrZero(word, 0) : RegOrSp(word, 0));
    instruction.sets_flags = opc == 3;
    if (opc == 3 && instruction.clobbers == 0) instruction.operation = Operation::kCompare;
    return instruction;
}

// Move wide (immediate): MOVN, MOVZ, MOVK
Instruction DecodeMoveWide(uint32_t word, uint64_t) {
    uint64_t opc = Bits(word, 30, 29);
    bool wide = Bit(word, 31);
    unsigned low = static_cast<unsigned>(16 * Bits(word, 22, 21));
    if (opc == 1 || (!wide && low > 16)) return Undefined();
    uint64_t value = Bits(word, 20, 5);
    RegisterId destination = RegOrZero(word, 0);
    if (opc != 3) {
        value <<= low;
        if (opc == 0) value = ~value;
        return MoveImmediate(destination, wide ? value : Bits(value, 31, 0));
    }
    Instruction instruction = MoveImmediate(destination, value);
    if (destination == kNoRegister) return instruction;
    instruction.operation = Operation::kMoveTop;
    instruction.top_low = static_cast<uint8_t>(low);
    instruction.narrow = !wide;
    return instruction;
}

// Bitfield
Instruction DecodeBitfield(uint32_t word, uint64_t) {
    bool wide = Bit(word, 31);
    if (Bits(word, 30, 29) == 3 || Bit(word, 22) != wide) return Undefined();
    if (!wide && (Bit(word, 21) || Bit(word, 15))) return Undefined();
    return Other(RegOrZero(word, 0));
}

// Extract
Instruction DecodeExtract(uint32_t word, uint64_t) {
    bool wide = Bit(word, 31);
    if (Bits(word, 30, 29) != 0 || Bit(word, 21) || Bit(word, 22) != wide || (!wide && Bit(word, 15))) {
        return Undefined();
    }
    return Other(RegOrZero(word, 0));
}

// C4.1, Data Processing -- Immediate
constexpr EncodingGroup kImmediateGroups[] = {
    {0x1f000000, 0x10000000, DecodePcRelative},        // PC-rel. addressing
    {0x1f800000, 0x11000000, DecodeAddImmediate},      // Add/subtract (immediate)
    {0x1f800000, 0x11800000, DecodeAddTags},           // Add/subtract (immediate, with tags)
    {0x1f800000, 0x12000000, DecodeLogicalImmediate},  // Logical (immediate)
    {0x1f800000, 0x12800000, DecodeMoveWide},          // Move wide (immediate)
    {0x1f800000, 0x13000000, DecodeBitfield},          // Bitfield
    {0x1f800000, 0x13800000, DecodeExtract},           // Extract
};

// Logical (shifted register). ORR of the zero register with an unshifted one is MOV, ANDS without a result TST.
Instruction DecodeLogicalRegister(uint32_t word, uint64_t) {
    bool wide = Bit(word, 31);
    uint64_t opc = Bits(word, 30, 29);
    if (!wide && Bit(word, 15)) return Undefined();
    RegisterId destination = RegOrZero(word, 0);
    Instruction instruction = Other(destination);
    instruction.sets_flags = opc == 3;
    if (opc == 3 && destination == kNoRegister) instruction.operation = Operation::kCompare;
    bool plain = Bits(word, 15, 10) == 0 && Bits(word, 23, 21) == 0;  // No shift, not inverted.
    if (opc != 1 || !plain || Bits(word, 9, 5) != kNumber31 || destination == kNoRegister) return instruction;
    RegisterId source = RegOrZero(word, 16);
    if (source == kNoRegister) return MoveImmediate(destination, 0);
    instruction.operation = Operation::kMove;
    instruction.destination = destination;
    instruction.source = source;
    instruction.narrow = !wide;
    return instruction;
}

// A sum with the zero register is of no interest.
Instruction WithSources(Instruction instruction, RegisterId source, RegisterId source2) {
    if (!IsSum(instruction)) return instruction;
    if (source == kNoRegister || source2 == kNoRegister) {
        Instruction other = Other(instruction.destination);
        other.sets_flags = instruction.sets_flags;
        return other;
    }
    instruction.source = source;
    instruction.source2 = source2;
    return instruction;
}

// Add/subtract (shifted register)
Instruction DecodeAddShifted(uint32_t word, uint64_t) {
    constexpr Shift kShifts[] = {Shift::kLeft, Shift::kLogicalRight, Shift::kArithmeticRight};
    uint64_t type = Bits(word, 23, 22);
    if (type == 3 || (!Bit(word, 31) && Bit(word, 15))) return Undefined();
    Instruction instruction = WithSources(Sum(word, RegOrZero(word, 0)), RegOrZero(word, 5), RegOrZero(word, 16));
    uint8_t amount = static_cast<uint8_t>(Bits(word, 15, 10));
    if (IsSum(instruction) && amount != 0) {
        instruction.source2_shift = kShifts[type];
        instruction.source2_amount = amount;
    }
    return instruction;
}

// Add/subtract (extended register). To 32-bit sums a word is the whole register.
Instruction DecodeAddExtended(uint32_t word, uint64_t) {
    uint64_t amount = Bits(word, 12, 10);
    if (Bits(word, 23, 22) != 0 || amount > 4) return Undefined();
    RegisterId destination = Bit(word, 29) ? RegOrZero(word, 0) : RegOrSp(word, 0);
    Instruction instruction = WithSources(Sum(word, destination), RegOrSp(word, 5), RegOrZero(word, 16));
    if (!IsSum(instruction)) return instruction;
    instruction.source2_extend = ExtendOf(Bits(word, 15, 13));
    Extend extend = instruction.source2_extend;
    bool word_wide = extend == Extend::kUnsignedWord || extend == Extend::kSignedWord;
    if (instruction.narrow && word_wide) instruction.source2_extend = Extend::kNone;
    if (amount != 0) {
        instruction.source2_shift = Shift::kLeft;
        instruction.source2_amount = static_cast<uint8_t>(amount);
    }
    return instruction;
}

// Those that write Rd, and with bit 29 the flags: add/subtract (with carry), SUBPS.
Instruction DecodeResult(uint32_t word, uint64_t) {
    Instruction instruction = Other(RegOrZero(word, 0));
    instruction.sets_flags = Bit(word, 29);
    return instruction;
}

// Rotate right into flags, evaluate into flags
Instruction DecodeIntoFlags(uint32_t, uint64_t) {
    Instruction instruction;
    instruction.sets_flags = true;
    return instruction;
}

// Conditional compare (register), (immediate)
Instruction DecodeConditionalCompare(uint32_t, uint64_t) {
    Instruction instruction;
    instruction.operation = Operation::kCompare;
    instruction.sets_flags = true;
    return instruction;
}

// Conditional select, Data-processing (1 source)
Instruction DecodeResultOnly(uint32_t word, uint64_t) {
    return Other(RegOrZero(word, 0));
}

// Data-processing (3 source): MADD, SMADDL and UMADDL; a sum with the zero register is the product alone.
Instruction DecodeMultiplyAdd(uint32_t word, uint64_t) {
    constexpr uint64_t kMadd = 0, kSmaddl = 1, kUmaddl = 5;
    Instruction instruction = Other(RegOrZero(word, 0));
    const uint64_t form = Bits(word, 23, 21);
    const bool is_sum = !Bit(word, 15) && (form == kMadd || (Bit(word, 31) && (form == kSmaddl || form == kUmaddl)));
    const RegisterId factor = RegOrZero(word, 5);
    const RegisterId factor2 = RegOrZero(word, 16);
    if (!is_sum || instruction.clobbers == 0 || factor == kNoRegister || factor2 == kNoRegister) return instruction;
    instruction.operation = Operation::kMultiplyAdd;
    instruction.destination = RegOrZero(word, 0);
    instruction.source = RegOrZero(word, 10);
    instruction.source2 = factor;
    instruction.source3 = factor2;
    instruction.narrow = !Bit(word, 31);
    if (form == kSmaddl) instruction.source2_extend = Extend::kSignedWord;
    if (form == kUmaddl) instruction.source2_extend = Extend::kUnsignedWord;
    return instruction;
}

// IRG writes a register that may be sp.
Instruction DecodeTagInsert(uint32_t word, uint64_t) {
    return Other(RegOrSp(word, 0));
}

// C4.1, Data Processing -- Register
constexpr EncodingGroup kRegisterGroups[] = {
    {0x1f000000, 0x0a000000, DecodeLogicalRegister},     // Logical (shifted register)
    {0x1f200000, 0x0b000000, DecodeAddShifted},          // Add/subtract (shifted register)
    {0x1f200000, 0x0b200000, DecodeAddExtended},         // Add/subtract (extended register)
    {0x1fe0fc00, 0x1a000000, DecodeResult},              // Add/subtract (with carry)
    {0xffe07c10, 0xba000400, DecodeIntoFlags},           // Rotate right into flags
    {0xffffbc1f, 0x3a00080d, DecodeIntoFlags},           // Evaluate into flags
    {0x3fe00410, 0x3a400000, DecodeConditionalCompare},  // Conditional compare
    {0x3fe00800, 0x1a800000, DecodeResultOnly},          // Conditional select
    {0xffe0fc00, 0x9ac01000, DecodeTagInsert},           // Data-processing (2 source): IRG
    {0x5fe00000, 0x1ac00000, DecodeResult},              // Data-processing (2 source)
    {0x7fe00000, 0x5ac00000, DecodeResultOnly},          // Data-processing (1 source)
    {0x7f000000, 0x1b000000, DecodeMultiplyAdd},         // Data-processing (3 source)
};

}  // namespace

uint64_t LogicalMask(uint32_t word) {
    bool wide = Bit(word, 31);
    unsigned imms = static_cast<unsigned>(Bits(word, 15, 10));
    unsigned length = static_cast<unsigned>(std::bit_width(Bits(word, 22, 22) << 6 | (~imms & 0x3fu)));
    if (length < 2 || (length == 7 && !wide)) return 0;
    unsigned size = 1u << (length - 1);
    unsigned ones = imms & (size - 1);
    unsigned rotation = static_cast<unsigned>(Bits(word, 21, 16)) & (size - 1);
    if (ones == size - 1) return 0;
    uint64_t element = Bits(~uint64_t{0}, ones, 0);
    if (rotation != 0) element = Bits(element >> rotation | element << (size - rotation), size - 1, 0);
    for (unsigned filled = size; filled < 64; filled *= 2) element |= element << filled;
    return wide ? element : Bits(element, 31, 0);
}

Instruction DecodeDataImmediate(uint32_t word, uint64_t pc) {
    return DecodeByGroup(kImmediateGroups, word, pc);
}

Instruction DecodeDataRegister(uint32_t word, uint64_t pc) {
    return DecodeByGroup(kRegisterGroups, word, pc);
}

}  // namespace faultbox::arm64
