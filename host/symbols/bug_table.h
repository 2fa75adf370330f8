#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "host/symbols/symbol_file.h"

namespace faultbox {

/// An entry of `__bug_table` (struct bug_entry, include/asm-generic/bug.h): an instruction that traps for a BUG() or a
/// WARN().
struct BugEntry {
    uint64_t address = 0;     ///< Link address of the instruction.
    std::string_view file;    ///< As __FILE__ was; lies in the symbol file. Empty without CONFIG_DEBUG_BUGVERBOSE.
    uint32_t line = 0;        ///< 0 where unknown.
    bool is_warning = false;  ///< BUGFLAG_WARNING: the kernel goes on behind the instruction.
};

/// The entries for the code at [begin, end), in the table's order. Empty where the file has no table, or one whose
/// layout is not recognized.
std::vector<BugEntry> FindBugEntries(const SymbolFile& file, uint64_t begin, uint64_t end);

/// The entry for the instruction at `address`.
std::optional<BugEntry> FindBugEntry(const SymbolFile& file, uint64_t address);

}  // namespace faultbox
