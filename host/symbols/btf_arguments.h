#pragma once

#include "host/symbols/btf_types.h"
#include "host/symbols/symbol_file.h"
#include "host/symbols/variable.h"

namespace faultbox {

/// The arguments of the function that begins at `address`, in the registers that the calling convention puts them in.
/// Empty elsewhere, where the function's type is open, and for what is passed in another way. `types` are those of
/// `file`, and can be read.
std::vector<Variable> BtfArgumentsAt(const SymbolFile& file, BtfTypes& types, uint64_t address);

}  // namespace faultbox
