#pragma once

#include <cstdint>
#include <vector>

#include "host/code/address_ranges.h"
#include "host/symbols/symbol_file.h"

namespace faultbox {

/// A way that code takes because the kernel patches it while running, or comes back to it from a trap.
struct PatchedWay {
    uint64_t from = 0;  ///< Link address of the instruction that is patched, or traps.
    uint64_t to = 0;    ///< Where the patched one goes; for a branch that becomes a no-op, or a trap, behind it.
};

/// The ways that the instructions alone do not show. Behind the trap of a WARN() the kernel goes on (`__bug_table`).
/// Patching opens others: jump labels (`__jump_table`, struct jump_entry, include/linux/jump_label.h) and, on arm64,
/// alternatives (`.altinstructions`, struct alt_instr, arch/arm64/include/asm/alternative.h).
std::vector<PatchedWay> ReadPatchedWays(const SymbolFile& file, const AddressRanges& ranges);

}  // namespace faultbox
