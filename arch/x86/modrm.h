#pragma once

#include "arch/common/byte_reader.h"
#include "arch/common/instruction.h"
#include "arch/common/result.h"
#include "arch/x86/opcode_table.h"

namespace faultbox::x86 {

/// An instruction taken apart, before it is told what it does. Register numbers are the hardware's, 0 to 15, 31 for
/// vectors.
struct Encoded {
    bool mode_64 = false;
    uint64_t pc = 0;

    bool operand_override = false;  ///< 66
    bool address_override = false;  ///< 67
    uint8_t repeat = 0;             ///< f2, f3 or 0
    uint8_t segment = 0;            ///< 64 (fs), 65 (gs) or 0
    bool has_rex = false;
    bool w = false;
    bool r = false, x = false, b = false;  ///< As bit 3 of their register numbers.

    Encoding encoding = Encoding::kLegacy;
    Map map = kMapOneByte;
    uint8_t code = 0;  ///< The opcode's last byte.
    uint8_t vvvv = 0;
    uint8_t vector_bytes = 16;  ///< Vector length.
    bool broadcast = false;     ///< EVEX.b

    Opcode opcode;
    bool has_modrm = false;
    uint8_t reg = 0;
    uint8_t rm = 0;
    bool is_memory = false;  ///< `memory` holds the operand of ModRM or moffs.
    MemoryAccess memory;
    bool rip_relative = false;  ///< memory.displacement counts from the next instruction.
    int64_t immediate = 0;
    int64_t immediate2 = 0;  ///< Selector of a far pointer, nesting of enter.
    uint8_t length = 0;
};

/// Takes the instruction at the start of `code` apart, which runs at `pc`. Opcodes that are no instruction have an
/// `opcode` that is Effect::kInvalid. Errors as of Decode32().
Result<Encoded> TakeApart(Bytes code, uint64_t pc, bool mode_64);

/// Bytes of an operand of that width and how many of them stand one after the other.
struct OperandSize {
    uint8_t bytes = 0;  ///< 0: unknown
    uint8_t count = 1;
};

/// Size of general operands: 2, 4 or 8.
uint8_t OperandBytes(const Encoded& encoded);
uint8_t StackBytes(const Encoded& encoded);
OperandSize SizeOf(Width width, const Encoded& encoded);

/// The RegisterId, i386's or x86_64's, of general register `number`, 0 to 15.
RegisterId GeneralRegister(unsigned number);

/// Segment and width of addresses, which hold for every memory operand.
void SetSegment(const Encoded& encoded, MemoryAccess& access);

/// Reads ModRM, whose byte is `modrm` and has been taken from `reader`, with SIB and displacement (SDM vol. 2, 2.1.5,
/// 2.2.1.3 to 2.2.1.6, 2.7.5), into reg, rm and memory. Errors stay in `reader`.
void ReadModRm(ByteReader& reader, uint8_t modrm, Encoded& encoded);

}  // namespace faultbox::x86
