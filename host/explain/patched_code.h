#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "host/symbols/symbol_file.h"

namespace faultbox {

/// A way that code takes once the kernel has patched it while running.
struct PatchedWay {
    uint64_t from = 0;  ///< Link address of the instruction that is patched.
    uint64_t to = 0;    ///< Where the patched one goes; for a branch that becomes a no-op, behind it.
};

/// The ways that patching opens in the given ranges of a linked image: jump labels (`__jump_table`, struct jump_entry,
/// include/linux/jump_label.h) and, on arm64, alternatives (`.altinstructions`, struct alt_instr,
/// arch/arm64/include/asm/alternative.h). None for relocatable files.
std::vector<PatchedWay> ReadPatchedWays(const SymbolFile& file,
                                        const std::vector<std::pair<uint64_t, uint64_t>>& ranges);

}  // namespace faultbox
