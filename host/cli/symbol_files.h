#pragma once

#include <string>

#include "host/symbols/symbol_store.h"

namespace faultbox::cli {

/// Loads what --symbols names: an ELF file, or all ELF files below a folder. Of a folder, files that are damaged are
/// complained about and left out. False, with a diagnostic, when there is nothing to load.
bool LoadSymbols(const std::string& path, SymbolStore& store);

/// The one file of a verb that works on one file; nullptr, with a diagnostic, when --symbols is missing or names none.
const SymbolFile* LoadSymbolFile(const std::optional<std::string>& path, SymbolStore& store);
/// Keeps indexes of the files that a question had to be answered from by going through all of them, for the next time.
/// To be called behind the last question. Says nothing where that fails.
void KeepIndexes(const SymbolStore& store);

}  // namespace faultbox::cli
