#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "host/elf/header.h"

namespace faultbox::elf {

/// An entry of a SHT_REL or SHT_RELA section (System V gABI, "Relocation"). All of it is untrusted.
struct RelocationEntry {
    uint64_t offset = 0;            ///< Of the place, in the section that the table is for.
    uint64_t symbol = 0;            ///< Index in the symbol table.
    uint32_t type = 0;              ///< R_*
    std::optional<int64_t> addend;  ///< nullopt: the place itself holds it (SHT_REL).
};

/// The entries of one relocation section of a relocatable file.
class RelocationTable {
  public:
    /// True where `table` holds relocations for `section`.
    static bool IsFor(const Section& table, const Section& section);

    RelocationTable(const Header& header, const Section& table);

    /// Whole entries that are in the file.
    size_t size() const { return entries_.size() / entry_size_; }
    /// `index` < size().
    RelocationEntry operator[](size_t index) const;
    /// Where the entry stands in the file.
    uint64_t FileOffset(size_t index) const { return file_offset_ + uint64_t{index} * entry_size_; }

  private:
    Header header_;
    bool has_addends_;
    size_t entry_size_;
    Bytes entries_;
    uint64_t file_offset_;
};

}  // namespace faultbox::elf
