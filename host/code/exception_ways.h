#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "host/code/address_ranges.h"
#include "host/symbols/symbol_file.h"

namespace faultbox {

/// The way that code takes when an instruction faults that is expected to (`__ex_table`). Addresses are link addresses.
struct ExceptionWay {
    uint64_t from = 0;           ///< Of the instruction, which does nothing then.
    std::optional<uint64_t> to;  ///< Where the function goes on; nothing where that is not known.
    uint64_t writes = 0;         ///< Registers that may be changed on the way, bit n = register n.
};

/// Those from and to code in the given ranges of `file`. Code outside of them that a way goes through (`.text.fixup`,
/// `.fixup`) is followed up to its jump back; a way that leaves the function is none.
std::vector<ExceptionWay> ReadExceptionWays(const SymbolFile& file, const AddressRanges& ranges);

}  // namespace faultbox
