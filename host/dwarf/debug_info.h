#pragma once

#include <deque>
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

/// Where a skeleton unit says that its split unit lies. (DWARF 5, section 3.1.2)
struct SplitReference {
    std::string_view file;  ///< DW_AT_dwo_name, untrusted; relative to `comp_dir` unless it is absolute.
    std::string_view comp_dir;
};

/// The units of a file and what their DIEs share. Units are found by .debug_aranges or by their headers, each when
/// first needed; DIEs are read when asked for.
class DebugInfo {
  public:
    explicit DebugInfo(DebugSections sections);
    DebugInfo(const DebugInfo&) = delete;

    /// Of the file itself; each unit has its own.
    const DebugSections& sections() const { return sections_; }

    // Other files are added before the first question is asked.

    /// Skeletons whose split units are not known. Goes through all headers, unless the file has no .debug_addr, which
    /// split units keep their addresses in.
    std::vector<SplitReference> MissingSplitUnits() const;
    /// Adds the units of a .dwo file, whose sections are named as those of any file.
    void AddSplitFile(const DebugSections& sections);
    /// Adds a unit for each part of a .dwp file, whose sections are `all`.
    void AddPackage(const DebugSections& all, const std::vector<DebugSections>& parts);
    /// Pairs skeletons with the split units that were added, by their ids.
    void BindSplitUnits();
    /// Adds the supplementary file that DW_FORM_*_sup and DW_FORM_GNU_*_alt refer to. (DWARF 5, section 7.3.6)
    void AddSupplement(const DebugSections& sections);
    /// Where the supplementary file's .debug_info begins; nothing where there is none.
    std::optional<InfoOffset> supplement_base() const { return supplement_base_; }

    /// All units that can be read, in file order; split ones behind all others. Goes through all headers, which touches
    /// a page a unit.
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

    /// The compile unit whose code holds `address`, the split one of a skeleton, or nullptr: by .debug_aranges, and for
    /// units that it does not list by the ranges of their root DIEs.
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
    /// The unit whose line table `unit` has: its skeleton, where it is a split compile unit.
    const Unit& LineOwnerOf(const Unit& unit) const;
    std::optional<uint64_t> AddressAtIndex(const Unit& unit, uint64_t index) const;
    /// Entries of range lists that may still be gathered: lists that many share must not make work without end.
    uint64_t& ranges_left() const { return ranges_left_; }

  private:
    /// Units of a file beside the main one, or of a part of a package.
    struct UnitSource {
        const DebugSections* sections;
        bool is_split;       ///< In sections named ".dwo".
        bool is_only_first;  ///< One unit is read, what follows is that of others.
    };
    void ReadAllUnits() const;
    void AddUnits(const UnitSource& source);
    void ReadUnits(const UnitSource& source, bool is_types_section, InfoOffset section_base, InfoOffset info_base,
                   std::vector<const Unit*>& units) const;
    const Unit* Keep(Unit unit) const;
    const Unit* FindKnownUnit(InfoOffset offset) const;
    const Unit* FindInRanges(uint64_t address) const;
    void ReadRoot(const Unit& unit, UnitRoot& root) const;
    void ReadBases(const Die& die, UnitRoot& root) const;
    void ReadAranges() const;
    void AddUnlistedUnits() const;
    void AddSplitPart(const DebugSections& part, bool is_package);
    bool IsSkeleton(const Unit& unit) const;
    std::optional<uint64_t> DwoIdOf(const Unit& unit) const;

    DebugSections sections_;
    std::deque<DebugSections> other_sections_;
    std::optional<InfoOffset> supplement_base_;
    const DebugSections* supplement_ = nullptr;
    InfoOffset end_;                        // Behind the sections of all files so far.
    std::vector<const Unit*> other_units_;  // Those of other files.
    mutable std::map<InfoOffset, std::unique_ptr<Unit>> known_;
    mutable std::vector<const Unit*> ordered_;  // All of them, once they were gone through.
    mutable std::vector<Error> errors_;
    mutable bool has_all_units_ = false;
    mutable std::map<std::pair<const uint8_t*, UnitFormat>, std::unique_ptr<AbbreviationTable>> abbreviations_;
    /// Bytes of abbreviations that may still be parsed: tables that overlap must not make work without end.
    mutable uint64_t abbreviation_budget_;
    mutable std::vector<UnitRange> own_ranges_;
    mutable std::span<const UnitRange> unit_ranges_;  // By begin.
    mutable bool has_aranges_ = false;
    mutable bool has_all_ranges_ = false;
    mutable std::optional<std::unordered_map<uint64_t, const Unit*>> type_units_;
    mutable uint64_t ranges_left_;
};

}  // namespace faultbox::dwarf
