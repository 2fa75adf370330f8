#pragma once

#include <cstddef>
#include <optional>

#include "host/explain/function_code.h"
#include "host/symbols/symbol_file.h"

namespace faultbox {

/// Bits of a word in memory, counted from the least significant one of its first byte.
struct BitRange {
    unsigned first = 0;
    unsigned count = 0;
};

/// Which bits of what the instruction at `index` loads by `access` are meant: those that the code behind it takes out
/// of the register alone (ubfx, and), or puts into it before it is stored back (bfi). nullopt where the code does
/// anything else with the register, or is of a CPU whose such instructions are not known here.
std::optional<BitRange> FindBitUse(const SymbolFile& file, const ArchInfo& arch, const FunctionCode& code, size_t index,
                                   const MemoryAccess& access);

}  // namespace faultbox
