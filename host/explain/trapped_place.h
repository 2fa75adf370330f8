#pragma once

#include <cstdint>
#include <optional>

#include "arch/common/arch_analysis.h"
#include "host/code/crash_registers.h"
#include "host/explain/locate.h"

namespace faultbox {

/// True for the one fault at which a kernel may print a pc that lies behind the instruction that faulted: the alignment
/// handler of 32-bit ARM advances the pc before it gives up (do_alignment, arch/arm/mm/alignment.c).
bool MayBeAdvanced(const format::Event& event);

/// How many bytes the stated pc lies behind the instruction that faulted, proven by the registers: that instruction
/// accesses the fault address, and of the one at the pc and the one before it only one does. nullopt where that decides
/// nothing.
std::optional<uint64_t> TrapAdvance(const format::Event& event, const LinkedLocation& pc, const ArchInfo& arch,
                                    const ArchAnalysis& analysis, const CrashRegisters& registers);

}  // namespace faultbox
