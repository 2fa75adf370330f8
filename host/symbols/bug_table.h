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

/// `__bug_table` of one file, read once.
class BugTable {
  public:
    /// Empty where the file has no table, or one whose layout is not recognized. `file` must outlive it.
    explicit BugTable(const SymbolFile& file);

    /// The entries for the code at [begin, end), by address.
    std::vector<BugEntry> Find(uint64_t begin, uint64_t end) const;

  private:
    // With 32-bit pointers, and as distances from the field with 64-bit ones (CONFIG_GENERIC_BUG_RELATIVE_POINTERS),
    // the address takes four bytes, and so does the file.
    struct Layout {
        bool has_place;
        uint64_t size() const { return has_place ? 12 : 8; }
        uint64_t flags_at() const { return has_place ? 10 : 4; }
    };
    struct Place {
        uint64_t address = 0;
        uint64_t at = 0;  // In the table.
    };

    bool Fits(Layout layout) const;
    uint64_t Word(uint64_t at, unsigned bytes) const;
    uint64_t Pointer(uint64_t at) const;
    BugEntry Read(const Place& place) const;
    std::string_view TextAt(uint64_t address) const;

    const SymbolFile& file_;
    Bytes table_;
    uint64_t begin_ = 0;
    bool is_relative_ = false;
    std::optional<Layout> layout_;
    std::vector<Place> places_;  // By address.
};

/// The entries of `file` for the code at [begin, end), by address.
std::vector<BugEntry> FindBugEntries(const SymbolFile& file, uint64_t begin, uint64_t end);

/// The entry for the instruction at `address`.
std::optional<BugEntry> FindBugEntry(const SymbolFile& file, uint64_t address);

}  // namespace faultbox
