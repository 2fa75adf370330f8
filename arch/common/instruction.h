#pragma once

#include <cstdint>

#include "arch/common/bounded_vector.h"
#include "arch/common/fault_info.h"
#include "arch/common/register_set.h"

namespace faultbox {

/// See `Instruction::condition`.
inline constexpr uint8_t kNoCondition = 0xff;

/// How an index register is changed before it is added.
enum class Shift : uint8_t { kNone, kLeft, kLogicalRight, kArithmeticRight, kRotateRight, kRotateRightExtended };

/// Which low bits of a register are added, and how they are widened, before the shift; kNone: the whole register.
enum class Extend : uint8_t {
    kNone,
    kUnsignedByte,
    kUnsignedHalfword,
    kUnsignedWord,
    kSignedByte,
    kSignedHalfword,
    kSignedWord,
};

/// Whether and when the base register takes the computed address.
enum class WriteBack : uint8_t { kNone, kBefore, kAfter };

/// One memory operand: address = base + (index shifted, added or subtracted) + displacement, except that with
/// WriteBack::kAfter the address is the base alone and the sum is written back.
struct MemoryAccess {
    Access access = Access::kUnknown;
    bool also_writes = false;       ///< Reads, then writes the same place (swap, read-modify-write).
    RegisterId base = kNoRegister;  ///< kNoRegister: absolute or pc-relative, see `pc_relative`.
    RegisterId index = kNoRegister;
    bool subtract_index = false;
    Extend index_extend = Extend::kNone;  ///< A64: a 32-bit index (uxtw, sxtw).
    Shift index_shift = Shift::kNone;
    uint8_t index_amount = 0;  ///< Shift amount in bits.
    int64_t displacement = 0;
    bool pc_relative = false;  ///< `displacement` is the absolute address, computed from the given pc.
    WriteBack write_back = WriteBack::kNone;
    uint8_t size_bytes = 0;  ///< Of one element; 0 where unknown (cache or preload hints).
    uint16_t count = 1;      ///< Elements at consecutive addresses (ldm, ldrd, vldm).
    /// First general register loaded or stored; kNoRegister for none (vector, A64 zero register). With `also_writes`
    /// the one stored.
    RegisterId data = kNoRegister;
    RegisterId data2 = kNoRegister;    ///< Second one of a pair; with `also_writes` the (first) one loaded.
    uint64_t data_mask = 0;            ///< All general registers of a multiple transfer, bit n = register n, ascending.
    bool sign_extend = false;          ///< A load that sign-extends.
    RegisterId segment = kNoRegister;  ///< x86, fs or gs: the base of this segment is added to the address.
    /// The register that holds the segment's base (gs_base); kNoRegister with a `segment` where none does (i386).
    RegisterId segment_base = kNoRegister;
    uint8_t address_bytes = 0;   ///< x86: the sum is cut to so many bytes; 0: to those of a pointer.
    bool index_unknown = false;  ///< x86: something is added that is no whole general register (al, a vector).
};

/// What an instruction does, as far as the explanation needs it.
enum class Operation : uint8_t {
    kOther,      ///< Decoded as valid but of no interest: see `clobbers`.
    kUndefined,  ///< Not an instruction, or one that always faults (udf): see `immediate`.
    kLoad,
    kStore,
    kLoadStore,      ///< Swap and read-modify-write.
    kPreload,        ///< A hint that cannot fault.
    kMove,           ///< destination = source
    kMoveImmediate,  ///< destination = immediate
    kMoveTop,        ///< destination[n+15:n] = immediate, the rest kept; n is `top_low` (movt, movk)
    /// destination = source + immediate, or source + (source2 << amount); of x86's lea all three are added.
    kAdd,
    kSubtract,     ///< destination = source - immediate, or source - (source2 << amount)
    kMultiplyAdd,  ///< destination = source + source2 * source3; without `source` the product alone.
    kCall,         ///< Direct, `immediate` is the target; link register written.
    /// Through `source`; link register written. x86: source is the pc where `memory[0]` holds the target; the return
    /// address is pushed.
    kCallRegister,
    kJump,  ///< Direct, `immediate` is the target; `conditional` tells.
    /// Through `source` (bx, mov pc); a return when source is the link register. x86: source is the pc where
    /// `memory[0]` holds the target; a return has none.
    kJumpRegister,
    kCompare,
};

/// One decoded instruction. Registers are the CPU's RegisterIds.
struct Instruction {
    Operation operation = Operation::kOther;
    uint8_t length = 0;        ///< In bytes.
    bool conditional = false;  ///< Runs only when its condition holds (ARM condition codes, cbz, jcc).
    /// Which condition, for comparing two instructions: equal numbers hold together, numbers that differ in bit 0 alone
    /// exclude each other (ARM condition codes 0 to 13). kNoCondition where unconditional, or conditional in another
    /// way.
    uint8_t condition = kNoCondition;
    bool sets_flags = false;  ///< Writes the condition flags.
    uint8_t predicates = 0;   ///< T32 IT: this many instructions behind it run only when their condition holds.
    RegisterId destination = kNoRegister;
    RegisterId source = kNoRegister;
    RegisterId source2 = kNoRegister;
    Shift source2_shift = Shift::kNone;
    uint8_t source2_amount = 0;
    RegisterId source3 = kNoRegister;       ///< Of kMultiplyAdd.
    Extend source2_extend = Extend::kNone;  ///< A64: sums with an extended register; of kMultiplyAdd both factors.
    /// Moves and sums in the low 32 bits of 64-bit registers; the other bits of `destination` become zero.
    bool narrow = false;
    uint8_t top_low = 16;  ///< Of kMoveTop: 0, 16, 32 or 48.
    int64_t immediate = 0;
    BoundedVector<MemoryAccess, 2> memory;
    uint64_t clobbers = 0;  ///< All general registers written, bit n = register n, write-back included.

    bool is_call() const { return operation == Operation::kCall || operation == Operation::kCallRegister; }
};

}  // namespace faultbox
