#pragma once

#include <string_view>

#include "arch/common/bytes.h"
#include "host/symbols/symbol_file.h"

namespace faultbox {

/// A table that compilers and assemblers collect in a section of its own, such as `__bug_table`.
struct KernelTable {
    Bytes bytes;           ///< Of a module, relocated.
    uint64_t address = 0;  ///< Link address.
};

/// The table of `file` that lies in the section `name`, or between `__start_<name>` and `__stop_<name>`, where the
/// linker put it into another one (include/asm-generic/vmlinux.lds.h). Empty where there is none.
KernelTable FindKernelTable(const SymbolFile& file, std::string_view name);

}  // namespace faultbox
