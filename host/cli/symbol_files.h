#pragma once

#include <string>

#include "host/symbols/symbol_store.h"

namespace faultbox::cli {

/// Loads what all the --symbols name: ELF files, or all ELF files below a folder. Debug files and split debug
/// information are looked for beside each file, in the folders among `paths` and in those of the system. Of a folder,
/// files that are damaged are complained about and left out. False, with a diagnostic, when one of them has nothing to
/// load.
bool LoadSymbols(const std::vector<std::string>& paths, SymbolStore& store);

/// The first file of a verb that works on one file; folders only serve to find what belongs to it. nullptr, with a
/// diagnostic, when no file is named or it cannot be read.
const SymbolFile* LoadSymbolFile(const std::vector<std::string>& paths, SymbolStore& store);
/// Keeps indexes of the files that a question had to be answered from by going through all of them, for the next time.
/// To be called behind the last question. Says nothing where that fails.
void KeepIndexes(const SymbolStore& store);

}  // namespace faultbox::cli
