#pragma once

#include <cstdint>
#include <string>

#include "arch/common/arch_info.h"
#include "arch/common/instruction.h"
#include "host/code/crash_registers.h"
#include "host/explain/explanation.h"
#include "host/explain/value_class.h"

namespace faultbox {

/// How the operand's registers led to `address`, which is the one that it accesses, to be put behind that: ": 0x2c
/// bytes behind a NULL pointer, which r2 holds", ", which rdi holds", ": rax (0x0) plus rcx (0x5) shifted left by 3
/// plus 0x10". Empty without registers, and behind a segment's base.
std::string ReadingOfOperand(const MemoryAccess& operand, uint64_t address, const CrashRegisters& registers,
                             const ArchInfo& arch);

/// Adds to a finding about an access, made without symbols, what the instruction tells: size, operand ("r2+0x2c") and,
/// where that has only one register, that register as the pointer, without a class where it holds a small number, which
/// is an offset from the bad pointer at most. `source` says whence the instruction is known.
void AddOperand(const MemoryAccess& operand, const std::string& source, const CrashRegisters& registers,
                const ArchInfo& arch, Finding& finding);

}  // namespace faultbox
