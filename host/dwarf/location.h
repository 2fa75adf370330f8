#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "arch/common/bytes.h"
#include "arch/common/instruction.h"

namespace faultbox::dwarf {

/// A number as a DWARF expression computes it without knowing what the registers hold: `base + offset`, in arithmetic
/// that wraps at the CPU's pointer size. (DWARF 5, section 2.5)
struct SymbolicValue {
    enum class Base : uint8_t {
        kConstant,       ///< `offset` alone. In a value an integer, in an address a link address.
        kRegister,       ///< What `reg` holds at this pc.
        kEntryRegister,  ///< What `reg` held when the function was entered (DW_OP_entry_value): ask the caller.
        kFrame,    ///< The canonical frame address: the caller's stack pointer at the call (DW_OP_call_frame_cfa).
        kUnknown,  ///< More than base + offset; nothing may be concluded.
    };
    Base base = Base::kUnknown;
    RegisterId reg = kNoRegister;  ///< kNoRegister also where ArchInfo does not know `dwarf_register`.
    uint16_t dwarf_register = 0;
    uint64_t offset = 0;  ///< Wraps: read it as int64_t for printing.

    friend bool operator==(const SymbolicValue&, const SymbolicValue&) = default;
};

/// Where a variable, or a piece of it, is at one pc.
struct SimpleLocation {
    enum class Kind : uint8_t {
        kOptimizedOut,     ///< Known to be nowhere at this pc.
        kRegister,         ///< In `value.reg` (`value` is that register plus 0).
        kMemory,           ///< At the address `value`.
        kValue,            ///< Nowhere, but its value is `value` (DW_OP_stack_value, DW_AT_const_value).
        kBytes,            ///< Nowhere, but its value is `bytes` (DW_OP_implicit_value).
        kImplicitPointer,  ///< A pointer that is not kept; it would point `pointed_offset` bytes into `pointed_die`.
        kUnknown,          ///< An expression that is beyond SymbolicValue or malformed.
    };
    Kind kind = Kind::kOptimizedOut;
    SymbolicValue value;
    Bytes bytes;                 ///< Lies in the file.
    uint64_t pointed_die = 0;    ///< Offset in .debug_info.
    int64_t pointed_offset = 0;  ///< Bytes.
};

/// A part of a variable (DW_OP_piece, DW_OP_bit_piece), in order from its first byte.
struct Piece {
    SimpleLocation location;
    uint64_t bit_size = 0;
    uint64_t bit_offset = 0;  ///< Within `location`.
};

/// Where a variable is at one pc: in one place, or in pieces, in which case the base class says kUnknown.
struct Location : SimpleLocation {
    std::vector<Piece> pieces;
};

}  // namespace faultbox::dwarf
