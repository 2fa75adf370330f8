#pragma once

#include <string_view>
#include <vector>

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox {

/// True where the first line is one of a System.map or of /proc/kallsyms: "c02001c0 T vector_swi".
bool IsSymbolMap(Bytes text);

/// Writes an ELF file that says what an untrusted System.map or copy of /proc/kallsyms does (nm(1), "bsd" format;
/// kernel kernel/kallsyms.c, s_show), so that it is asked as any symbol file is. A function ends where the next symbol
/// begins, as the kernel counts; runs of code become sections without contents. Absolute symbols and those of modules,
/// "[name]" behind them, are left out. The CPU is told by symbols that only one has, EM_NONE where none is there.
/// kMalformed where no line can be read, or where all addresses are 0, as the kernel shows them to ordinary users.
Result<std::vector<uint8_t>> ElfOfSymbolMap(Bytes text);

}  // namespace faultbox
