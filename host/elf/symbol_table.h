#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "host/elf/header.h"

namespace faultbox::elf {

/// An entry of .symtab (System V gABI, "Symbol Table").
struct SymbolEntry {
    std::string_view name;
    uint64_t address = 0;   ///< Link address; in relocatable files by our layout. Thumb bit cleared.
    uint64_t size = 0;      ///< Bytes.
    uint32_t section = 0;   ///< Index; SHN_UNDEF, SHN_ABS and other reserved ones as they are.
    uint8_t type = 0;       ///< STT_*
    uint8_t bind = 0;       ///< STB_*
    bool is_thumb = false;  ///< ARM: a function whose value has bit 0 set.

    bool is_function() const;
    /// ARM's and AArch64's $a, $t, $d, $x, which mark code and data and name nothing.
    bool is_mapping_symbol() const;
};

/// Entries of .symtab one by one, without keeping them.
class SymbolTable {
  public:
    /// An empty table where `sections` have none.
    SymbolTable(const Header& header, const std::vector<Section>& sections);

    uint64_t size() const { return count_; }
    /// `index` must be below size(). A name outside the string table is empty.
    SymbolEntry operator[](uint64_t index) const;

  private:
    uint32_t ExtendedSection(uint64_t index) const;
    uint64_t AddressOf(const SymbolEntry& symbol, uint64_t value, uint64_t index) const;

    Header header_;
    const std::vector<Section>* sections_;
    Bytes entries_, names_, extended_;
    uint64_t count_ = 0;
};

}  // namespace faultbox::elf
