#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/elf/elf_file.h"
#include "host/symbols/answer_cache.h"
#include "host/symbols/symbol.h"

namespace faultbox {

/// The defined symbols of a file, by address and by name. Section, file and mapping symbols are left out. Names are
/// read when a question needs them.
class SymbolIndex {
  public:
    /// A symbol by its place in .symtab. Plain numbers, as they are kept in a saved index.
    struct Place {
        uint64_t address;
        uint64_t symbol;
    };
    /// A symbol by the upper half of the HashText() of its name, as a kernel prints it.
    struct Name {
        uint32_t hash;
        uint32_t place;  ///< Index of its Place.
    };
    struct Tables {
        std::span<const Place> places;  ///< By address, then symbol.
        std::span<const Name> names;    ///< By hash, then place.
    };

    explicit SymbolIndex(const elf::ElfFile& elf);
    /// Uses untrusted tables of the same file, which must outlive the object.
    SymbolIndex(const elf::ElfFile& elf, Tables saved);

    /// Also those whose name a kernel prints as `name`.
    std::vector<Symbol> FindByName(std::string_view name) const;
    /// Where the next symbol begins behind the beginning of `symbol`, one of these; nothing behind the last one.
    std::optional<uint64_t> NextAddress(const Symbol& symbol) const;
    /// See SymbolFile::FindSymbol().
    std::optional<Symbol> FindByAddress(uint64_t address) const;
    /// See SymbolFile::FindAliases().
    std::vector<Symbol> FindAliases(uint64_t address) const;
    /// See SymbolFile::SymbolsAt().
    std::vector<Symbol> FindAt(uint64_t address) const;
    /// All of the index, to be saved.
    Tables AllTables() const;

  private:
    /// Symbols that begin at one address, as indices [first, last).
    struct Group {
        size_t first, last;
    };
    void ReadNames() const;
    Group GroupBefore(size_t last) const;
    bool Covers(const Symbol& symbol, uint64_t next_address, uint64_t address) const;
    std::optional<Symbol> Read(size_t place) const;

    const elf::ElfFile& elf_;
    elf::SymbolTable table_;
    std::vector<Place> own_places_;
    mutable std::vector<Name> own_names_;
    std::span<const Place> places_;
    mutable AnswerCache<std::optional<Symbol>, 65536> by_address_;
    mutable std::span<const Name> names_;
};

}  // namespace faultbox
