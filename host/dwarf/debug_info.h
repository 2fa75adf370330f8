#pragma once

#include <deque>
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

/// Where a skeleton unit says that its split unit lies. (DWARF 5, section 3.1.2)
struct SplitReference {
    std::string_view file;  ///< DW_AT_dwo_name, untrusted; relative to `comp_dir` unless it is absolute.
    std::string_view comp_dir;
};

/// The units of a file and what their DIEs share. Units are found by their headers; DIEs are read when asked for.
class DebugInfo {
  public:
    explicit DebugInfo(DebugSections sections);
    DebugInfo(const DebugInfo&) = delete;

    /// Of the file itself; each unit has its own.
    const DebugSections& sections() const { return sections_; }

    // Other files are added before the first question is asked.

    /// Skeletons whose split units are not known.
    std::vector<SplitReference> MissingSplitUnits() const;
    /// Adds the units of a .dwo file, whose sections are named as those of any file.
    void AddSplitFile(const DebugSections& sections);
    /// Adds a unit for each part of a .dwp file, whose .debug_abbrev.dwo has `abbrev_size` bytes.
    void AddPackage(uint64_t abbrev_size, const std::vector<DebugSections>& parts);
    /// Pairs skeletons with the split units that were added, by their ids.
    void BindSplitUnits();
    /// Adds the supplementary file that DW_FORM_*_sup and DW_FORM_GNU_*_alt refer to. (DWARF 5, section 7.3.6)
    void AddSupplement(const DebugSections& sections);
    /// Where the supplementary file's .debug_info begins; nothing where there is none.
    std::optional<InfoOffset> supplement_base() const { return supplement_base_; }

    /// All units that can be read, in file order; split ones behind all others.
    std::span<const Unit> units() const { return units_; }
    /// Why some units cannot be read.
    const std::vector<Error>& errors() const { return errors_; }

    /// The compile unit whose code holds `address`, the split one of a skeleton, or nullptr: by .debug_aranges, and for
    /// units that it does not list by the ranges of their root DIEs.
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
    /// The unit whose line table `unit` has: its skeleton, where it is a split compile unit.
    const Unit& LineOwnerOf(const Unit& unit) const;
    std::optional<uint64_t> AddressAtIndex(const Unit& unit, uint64_t index) const;

  private:
    struct UnitRange {
        AddressRange range;
        uint32_t unit;
    };
    struct UnitSource {
        const DebugSections* sections;
        bool is_split;       ///< In sections named ".dwo".
        bool is_only_first;  ///< One unit is read, what follows is that of others.
    };
    void AddUnits(const UnitSource& source);
    void ReadUnits(const UnitSource& source, bool is_types_section, InfoOffset info_base);
    void AddSplitPart(const DebugSections& part, bool is_package);
    void ReadRoot(const Unit& unit, UnitRoot& root) const;
    void ReadBases(const Die& die, UnitRoot& root) const;
    bool IsSkeleton(const Unit& unit) const;
    std::optional<uint64_t> DwoIdOf(const Unit& unit) const;
    const Unit& SplitOf(const Unit& unit) const;
    void BuildUnitRanges() const;

    DebugSections sections_;
    std::deque<DebugSections> other_sections_;
    std::optional<InfoOffset> supplement_base_;
    const DebugSections* supplement_ = nullptr;
    std::vector<Unit> units_;
    InfoOffset end_ = 0;  // Of what units have been read from.
    std::vector<Error> errors_;
    mutable std::unordered_map<const uint8_t*, std::unique_ptr<AbbreviationTable>> abbreviations_;
    /// Bytes of abbreviations that may still be parsed: tables that overlap must not make work without end.
    mutable uint64_t abbreviation_budget_;
    mutable std::optional<std::vector<UnitRange>> unit_ranges_;  // By begin.
    mutable std::optional<std::unordered_map<uint64_t, uint32_t>> type_units_;
};

}  // namespace faultbox::dwarf
