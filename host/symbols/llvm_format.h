#pragma once

#include <string>

#include "host/symbols/symbol_file.h"

namespace faultbox {

/// The frames at `address` in llvm-symbolizer's default form: for each a line with the function and one with
/// "file:line:column", unknown ones as "??" and "??:0:0". The outermost function is named by the symbol table where
/// that knows the address, and among aliases by the largest and then the last, as llvm-symbolizer does.
std::string FormatLlvmFrames(const SymbolFile& file, uint64_t address);

}  // namespace faultbox
