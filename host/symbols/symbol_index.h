#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "host/elf/elf_file.h"
#include "host/symbols/symbol.h"

namespace faultbox {

/// The defined symbols of a file, by address and by name. Section, file and mapping symbols are left out.
class SymbolIndex {
  public:
    explicit SymbolIndex(const elf::ElfFile& elf);

    std::vector<Symbol> FindByName(std::string_view name) const;
    /// See SymbolFile::FindSymbol().
    std::optional<Symbol> FindByAddress(uint64_t address) const;
    /// See SymbolFile::FindAliases().
    std::vector<Symbol> FindAliases(uint64_t address) const;

  private:
    struct NameEntry {
        uint64_t hash;
        uint32_t symbol;
    };
    /// Symbols that begin at one address, as indices [first, last).
    struct Group {
        size_t first, last;
    };
    Group GroupBefore(size_t last) const;
    bool Covers(const Symbol& symbol, uint64_t next_address, uint64_t address) const;

    const elf::ElfFile& elf_;
    std::vector<Symbol> symbols_;  // By address, best name first.
    mutable std::vector<NameEntry> names_;
};

}  // namespace faultbox
