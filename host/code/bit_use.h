#pragma once

#include <cstddef>
#include <optional>

#include "arch/common/arch_analysis.h"
#include "host/code/function_code.h"
#include "host/symbols/symbol_file.h"

namespace faultbox {

/// Bits of a word in memory, counted from the least significant one of its first byte.
struct BitRange {
    unsigned first = 0;
    unsigned count = 0;
};

/// Which bits of what the instruction at `index` reads by `access` are meant: those that it tests or changes in memory
/// itself, those that the code behind it takes out of the register alone (ubfx, and), or those that it changes before
/// the register is stored back (bfi, and with or). nullopt where the code does anything else with the register, or
/// means several runs of bits.
std::optional<BitRange> FindBitUse(const SymbolFile& file, const FunctionCode& code, size_t index,
                                   const MemoryAccess& access);

}  // namespace faultbox
