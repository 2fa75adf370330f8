#pragma once

#include <array>
#include <cstdint>

namespace faultbox::x86 {

/// What an opcode does. kOther stands for all that are told by Opcode's other members alone.
enum class Effect : uint8_t {
    kInvalid,  ///< No instruction.
    kOther,
    kUndefined,  ///< Raises #UD or #BP on purpose.
    kGroup,      ///< ModRM.reg tells: see GroupMember().
    kMove,
    kMoveImmediate,
    kZeroExtend,
    kSignExtend,
    kConditionalMove,
    kAdd,
    kSubtract,
    kXor,
    kIncrement,
    kDecrement,
    kCompare,
    kLea,
    kPrefetch,
    kPush,          ///< Of something that is no general register: a segment register, the flags.
    kPushRegister,  ///< Of the opcode's register.
    kPushOperand,   ///< Of ModRM's operand.
    kPop,           ///< Into something that is no general register.
    kPopRegister,   ///< Into the opcode's register.
    kPopOperand,    ///< Into ModRM's operand.
    kPushAll,       ///< pusha
    kPopAll,        ///< popa
    kEnter,
    kLeave,
    kCall,
    kCallOperand,  ///< Near, through ModRM's operand.
    kCallFar,      ///< Through a pointer in the instruction or in memory.
    kJump,
    kJumpCondition,  ///< jcc
    kJumpCount,      ///< loop, jcxz
    kJumpOperand,
    kJumpFar,
    kReturn,
    kReturnFar,
    kReturnInterrupt,
    kReturnSystem,  ///< sysret, sysexit: from no memory.
    kMovs,  ///< The first of the string instructions, of which kOuts is the last.
    kCmps,
    kStos,
    kLods,
    kScas,
    kIns,
    kOuts,
    kXlat,
    kMaskMove,     ///< maskmovq and maskmovdqu, which store to [rdi].
    kVectorIndex,  ///< Gather and scatter.
};

/// Where the operands stand.
enum class Form : uint8_t {
    kNone,
    kModRm,
    kModRmRegister,   ///< ModRM.rm is a register whatever ModRM.mod says (mov to and from control registers).
    kOpcodeRegister,  ///< Opcode bits 2:0.
    kOffset,          ///< An address as wide as addresses are (moffs).
};

/// Bytes behind the operand.
enum class Immediate : uint8_t {
    kNone,
    kByte,
    kWord,
    kFull,        ///< Of the operand's size, 4 at most (Iz).
    kWide,        ///< Of the operand's size (Iv).
    kFarPointer,  ///< Offset of the operand's size and selector (Ap).
    kEnter,       ///< Word and byte.
    kRelative8,
    kRelative32,  ///< 2 bytes with an operand size prefix outside 64-bit mode.
};

/// How ModRM's operand is used where it is memory.
enum class Use : uint8_t { kNone, kRead, kWrite, kModify };

/// Size of ModRM's operand, by the letter that opcode specifications have for it (the SDM's where there is one).
enum class Width : char {
    kUnknown = '0',
    kByte = 'b',
    kWord = 'w',
    kDouble = 'd',
    kQuad = 'q',
    kOperand = 'v',       ///< 2, 4 or 8, by prefixes.
    kDoubleOrQuad = 'y',  ///< 8 with REX.W, else 4.
    kNearPointer = 'n',   ///< 8 in 64-bit mode, else as kOperand.
    kStack = 'k',         ///< That of push and pop.
    kOctal = 'o',         ///< 16
    kVector = 'x',        ///< Vector length; one element where EVEX.b broadcasts it.
    kHalfVector = 'h',    ///< With EVEX.b, one element.
    kQuarterVector = 'u',
    kEighthVector = 'e',
    kYmm = 'Y',  ///< 32
    kTen = 't',
    kPair = 'P',            ///< 16 with REX.W, else 8: cmpxchg8b.
    kFarPointer = 'p',      ///< Operand's size and 2.
    kDescriptor = 's',      ///< 10 bytes in 64-bit mode, else 6.
    kBounds = 'B',          ///< Twice the operand's size.
    kFxState = 'F',         ///< 512 bytes.
    kX87Environment = 'N',  ///< 28 bytes, 14 with an operand size prefix.
    kX87State = 'A',        ///< 108 bytes, 94 with an operand size prefix.
    kMmxOrXmm = 'm',        ///< 8 without any prefix, else the vector length.
    kDuplicate = 'D',       ///< 8 for 128 bits, else the vector length (movddup).
    kEvenHalf = 'H',        ///< Half of a vector whose EVEX.b element is 2 or 4 bytes (FP16 conversions).
    kEvenQuarter = 'U',     ///< A quarter likewise, with elements of 2 bytes.
    kFp16Vector = 'X',      ///< Vector length; elements are 2 bytes.
    kOpmaskByte = '1',      ///< 4 with VEX.W, else 1 (kmovb, kmovd).
    kOpmaskWord = '2',      ///< 8 with VEX.W, else 2 (kmovw, kmovq).
    kTwo = 'T',             ///< Two elements of 4 or 8 bytes, by W.
    kFour = 'Q',            ///< Four such.
    kScalar = 'S',          ///< 8 with W, else 4.
    kSmallScalar = 'c',     ///< 2 with W, else 1.
    kFullOrHalf = 'C',      ///< As kVector with EVEX.W, else as kHalfVector.
};

/// One entry of an opcode map.
struct Opcode {
    Effect effect = Effect::kInvalid;
    Form form = Form::kNone;
    Immediate immediate = Immediate::kNone;
    Use use = Use::kNone;
    Width width = Width::kUnknown;
    uint8_t group = 0;
    bool writes_reg = false;      ///< ModRM.reg names a general register that is written.
    bool writes_operand = false;  ///< So does ModRM.rm where it is a register.
    bool writes_vvvv = false;     ///< So does VEX.vvvv.
    bool writes_opcode = false;   ///< So do opcode bits 2:0.
    bool sets_flags = false;
    bool only_32 = false;   ///< Invalid in 64-bit mode.
    bool only_64 = false;   ///< Invalid in 32-bit mode.
    uint16_t implicit = 0;  ///< General registers written besides, bit n = hardware number n.
};

/// Opcode maps by their number in VEX and EVEX (SDM vol. 2, 2.3.6.1).
enum Map : uint8_t { kMapOneByte = 0, kMap0f = 1, kMap0f38 = 2, kMap0f3a = 3, kMapFp16 = 5, kMapFp16More = 6 };

/// The four instructions of an opcode, by mandatory prefix: none, 66, F3, F2.
using Alternatives = std::array<Opcode, 4>;

/// SDM vol. 2, tables. `map` is kMapOneByte or kMap0f.
const Opcode& LegacyOpcode(Map map, uint8_t opcode, unsigned prefix);

/// How an opcode of two or three bytes is introduced.
enum class Encoding : uint8_t { kLegacy = 1, kVex = 2, kEvex = 4 };

/// Opcodes of three bytes and those behind VEX and EVEX (tables; chapter 5). `prefix` counts as in
/// Alternatives. Unassigned ones read a vector, as most do, so that their length is right.
Opcode ExtendedOpcode(Map map, uint8_t opcode, unsigned prefix, Encoding encoding);

/// SDM vol. 2, table A-6: what ModRM.reg makes of a group's opcode, whose own entry is `opcode`.
Opcode GroupMember(const Opcode& opcode, uint8_t modrm);

/// SDM vol. 2, A.5: x87. `opcode` is 0xd8 to 0xdf.
Opcode X87Opcode(uint8_t opcode, uint8_t modrm);

}  // namespace faultbox::x86
