#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "arch/common/byte_reader.h"
#include "host/dwarf/die.h"

namespace faultbox::dwarf {

/// The untrusted sections that the debug information of one file is made of; any may be empty. Relocated and
/// decompressed already.
struct DebugSections {
    std::endian order = std::endian::little;
    Bytes info, types, abbrev, line, str, line_str, str_offsets, addr, aranges, ranges, rnglists, loc, loclists;
};

/// An address range [begin, end).
struct AddressRange {
    uint64_t begin = 0;
    uint64_t end = 0;
    bool Holds(uint64_t address) const { return address >= begin && address < end; }
};

/// The units of a file and what their DIEs share. Units are found by their headers; DIEs are read when asked for.
class DebugInfo {
  public:
    explicit DebugInfo(DebugSections sections);
    DebugInfo(const DebugInfo&) = delete;

    const DebugSections& sections() const { return sections_; }
    /// All units that can be read, in file order.
    std::span<const Unit> units() const { return units_; }
    /// Why some units cannot be read.
    const std::vector<Error>& errors() const { return errors_; }

    /// The compile unit whose code holds `address`, or nullptr: by .debug_aranges, and for units that it does not list
    /// by the ranges of their root DIEs.
    const Unit* FindUnit(uint64_t address) const;
    /// The unit that holds that offset, or nullptr.
    const Unit* FindUnitAtOffset(InfoOffset offset) const;
    /// The DIE at that offset; empty where there is none.
    Die DieAt(InfoOffset offset) const;
    Die RootOf(const Unit& unit) const;
    /// The DIE of the type that a type unit defines; empty where there is no such unit.
    Die FindTypeUnit(uint64_t signature) const;

    /// nullptr where the table is damaged.
    const AbbreviationTable* AbbreviationsOf(const Unit& unit) const;
    const UnitRoot& RootDataOf(const Unit& unit) const;
    /// The text of a string attribute; empty where it is none or lies outside its section.
    std::string_view StringOf(const Unit& unit, const AttributeValue& value) const;
    /// The address of an address attribute.
    std::optional<uint64_t> AddressOf(const Unit& unit, const AttributeValue& value) const;
    std::optional<uint64_t> AddressAtIndex(const Unit& unit, uint64_t index) const;

  private:
    struct UnitRange {
        AddressRange range;
        uint32_t unit;
    };
    void ReadUnits(Bytes section, uint64_t section_base, bool is_types_section);
    void ReadRoot(const Unit& unit, UnitRoot& root) const;
    void BuildUnitRanges() const;

    DebugSections sections_;
    std::vector<Unit> units_;
    std::vector<Error> errors_;
    mutable std::unordered_map<uint64_t, std::unique_ptr<AbbreviationTable>> abbreviations_;
    /// Bytes of abbreviations that may still be parsed: tables that overlap must not make work without end.
    mutable uint64_t abbreviation_budget_;
    mutable std::optional<std::vector<UnitRange>> unit_ranges_;  // By begin.
    mutable std::optional<std::unordered_map<uint64_t, uint32_t>> type_units_;
};

}  // namespace faultbox::dwarf
