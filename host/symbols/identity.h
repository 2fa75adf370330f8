#pragma once

#include <string_view>

#include "host/elf/elf_file.h"
#include "host/symbols/symbol_file.h"

namespace faultbox {

/// Who built what: see SymbolFileIdentity. `file_name` may hold folders.
SymbolFileIdentity Identify(const elf::ElfFile& elf, std::string_view file_name);

}  // namespace faultbox
