#pragma once

#include <map>
#include <memory>
#include <optional>
#include <ranges>
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

/// What unit's code lies at some addresses. Plain numbers, as they are kept in a saved index.
struct UnitRange {
    AddressRange range;
    InfoOffset unit = 0;  ///< Of the unit's header.
};

/// The units of a file and what their DIEs share. Units are found by .debug_aranges or by their headers, each when
/// first needed; DIEs are read when asked for.
class DebugInfo {
  public:
    explicit DebugInfo(DebugSections sections);
    DebugInfo(const DebugInfo&) = delete;

    const DebugSections& sections() const { return sections_; }
    /// All units that can be read, in file order. Goes through all headers, which touches a page a unit.
    auto units() const {
        ReadAllUnits();
        auto unit_of = [](const Unit* unit) -> const Unit& { return *unit; };
        return std::views::transform(std::span<const Unit* const>(ordered_), unit_of);
    }
    /// Why some units cannot be read.
    const std::vector<Error>& errors() const {
        ReadAllUnits();
        return errors_;
    }
    /// True where .debug_info is large and .debug_aranges reaches to its last, unsplit unit, so that headers need not
    /// be gone through to know that they form a chain.
    bool IsListedToTheEnd() const;

    /// The compile unit whose code holds `address`, or nullptr: by .debug_aranges, and for units that it does not list
    /// by the ranges of their root DIEs.
    const Unit* FindUnit(uint64_t address) const;
    /// Which addresses FindUnit() knows, by begin.
    std::span<const UnitRange> UnitRanges() const;
    /// Takes over what UnitRanges() gave for the same sections, which must outlive the object; untrusted.
    void SetUnitRanges(std::span<const UnitRange> ranges) const;
    /// The unit whose header is at that offset, or nullptr.
    const Unit* UnitAt(InfoOffset offset) const;
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
    void ReadAllUnits() const;
    void ReadUnits(Bytes section, uint64_t section_base, bool is_types_section) const;
    const Unit* Keep(Unit unit) const;
    const Unit* FindKnownUnit(InfoOffset offset) const;
    const Unit* FindInRanges(uint64_t address) const;
    void ReadRoot(const Unit& unit, UnitRoot& root) const;
    void ReadAranges() const;
    void AddUnlistedUnits() const;

    DebugSections sections_;
    mutable std::map<InfoOffset, std::unique_ptr<Unit>> known_;
    mutable std::vector<const Unit*> ordered_;  // All of them, once they were gone through.
    mutable std::vector<Error> errors_;
    mutable bool has_all_units_ = false;
    mutable std::unordered_map<uint64_t, std::unique_ptr<AbbreviationTable>> abbreviations_;
    /// Bytes of abbreviations that may still be parsed: tables that overlap must not make work without end.
    mutable uint64_t abbreviation_budget_;
    mutable std::vector<UnitRange> own_ranges_;
    mutable std::span<const UnitRange> unit_ranges_;  // By begin.
    mutable bool has_aranges_ = false;
    mutable bool has_all_ranges_ = false;
    mutable std::optional<std::unordered_map<uint64_t, const Unit*>> type_units_;
};

}  // namespace faultbox::dwarf
