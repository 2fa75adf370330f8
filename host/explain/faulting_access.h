#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "arch/common/instruction.h"
#include "host/explain/crash_context.h"

namespace faultbox {

/// The memory operand that faulted.
struct FaultingAccess {
    Instruction instruction;
    MemoryAccess access;
    uint64_t base_value = 0;  ///< Of `access.base`.
    int64_t from_base = 0;    ///< Fault address minus `base_value`.
    Access direction = Access::kUnknown;
    std::string instruction_source;  ///< "the Code: line" or "the image".
};

/// Decodes the faulting instruction, from the `Code:` line first, from the image where that is missing, and finds the
/// operand whose address, computed from the registers, is the fault address. Fails with a clause that says what does
/// not fit.
std::expected<FaultingAccess, std::string> FindFaultingAccess(CrashContext& context);

/// Where the instruction at the pc accesses memory.
struct AddressOfAccess {
    uint64_t address = 0;
    Access direction = Access::kUnknown;
};

/// The address that the instruction at the pc accesses by the printed registers, for a crash that states none. Fails
/// with a clause; also where it accesses several, of which none tells that it is the one.
std::expected<AddressOfAccess, std::string> FindAddressOfAccess(CrashContext& context);

/// What the faulting instruction does to memory, whatever the address; kUnknown where it cannot be read or does both.
Access DirectionAtFault(CrashContext& context);

/// A memory operand of the instruction at the pc, with the address that it has by the printed registers.
struct OperandAtPc {
    MemoryAccess access;
    std::optional<uint64_t> address;  ///< nullopt where a register that it needs was not printed.
    Access direction = Access::kUnknown;
    std::string instruction_source;  ///< As in FaultingAccess.
};

/// All operands of the instruction at the pc, for a crash that states no fault address. Empty where it cannot be read.
std::vector<OperandAtPc> OperandsAtPc(CrashContext& context);

}  // namespace faultbox
