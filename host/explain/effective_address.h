#pragma once

#include <cstdint>
#include <optional>

#include "arch/common/arch_info.h"
#include "arch/common/instruction.h"
#include "host/code/crash_registers.h"

namespace faultbox {

/// What an index register of that value adds to an address: widened, then shifted, within `width` bits. nullopt for a
/// rotation that takes the carry flag in.
std::optional<uint64_t> ScaledIndex(uint64_t value, Extend extend, Shift shift, unsigned amount, unsigned width);

/// The address of the first element that `access` touches with these registers, wrapped to the CPU's pointer size.
/// nullopt where a register it needs has no value or the form is not computed (rotate with extend).
std::optional<uint64_t> EffectiveAddress(const MemoryAccess& access, const CrashRegisters& registers,
                                         const ArchInfo& arch);

/// Whether `fault_address` is one of the addresses that an access starting at `address` touches, and at which element.
/// Kernels report the address of the element, or of the page-crossing byte within it.
std::optional<uint64_t> ElementAt(const MemoryAccess& access, uint64_t address, uint64_t fault_address);

}  // namespace faultbox
