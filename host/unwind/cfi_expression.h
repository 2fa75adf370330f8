#pragma once

#include <bit>
#include <optional>

#include "arch/common/arch_info.h"
#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "host/unwind/stack_memory.h"

namespace faultbox::unwind {

/// Computes a DWARF expression of call frame information with the registers of the frame and the captured stack.
/// `initial` is pushed first: the CFA for the rule of a register, nothing for the CFA itself. Ends after 4,096
/// operations or 64 stack entries. kNotFound where a register or word is not known. (DWARF 5, sections 2.5 and 6.4.2)
Result<uint64_t> ComputeExpression(Bytes expression, std::endian order, const ArchInfo& arch,
                                   const RegisterSet& registers, const StackMemory& memory,
                                   std::optional<uint64_t> initial);

}  // namespace faultbox::unwind
