#include <unordered_map>

#include "host/dwarf/debug_info.h"

/// Units of other files: split ones, and supplementary files.
namespace faultbox::dwarf {

bool DebugInfo::IsSkeleton(const Unit& unit) const {
    if (unit.type == Unit::Type::kSkeleton) return true;
    // GNU's of DWARF 4 has addresses in .debug_addr, which no other unit of that version has.
    bool may_be = unit.type == Unit::Type::kCompile && unit.format.version < 5 && !sections_.addr.empty();
    return may_be && !RootDataOf(unit).dwo_name.empty();
}

std::optional<uint64_t> DebugInfo::DwoIdOf(const Unit& unit) const {
    if (unit.format.version >= 5) return unit.signature;
    return RootDataOf(unit).dwo_id;
}

std::vector<SplitReference> DebugInfo::MissingSplitUnits() const {
    std::vector<SplitReference> missing;
    if (sections_.addr.empty()) return missing;
    for (const Unit& unit : units()) {
        if (unit.is_split() || unit.partner || !IsSkeleton(unit)) continue;
        const UnitRoot& root = RootDataOf(unit);
        missing.push_back({root.dwo_name, root.comp_dir});
    }
    return missing;
}

void DebugInfo::AddSplitPart(const DebugSections& part, bool is_package) {
    DebugSections& sections = other_sections_.emplace_back(part);
    // What the skeletons' file keeps for split units. (DWARF 5, section 7.3.2)
    sections.order = sections_.order;
    sections.addr = sections_.addr;
    sections.ranges = sections_.ranges;
    sections.line_str = sections_.line_str;
    AddUnits({&sections, true, is_package});
}

void DebugInfo::AddSplitFile(const DebugSections& sections) {
    abbreviation_budget_ += 4 * uint64_t{sections.abbrev.size()};
    ranges_left_ += 4 * uint64_t{sections.rnglists.size()};
    AddSplitPart(sections, false);
}

void DebugInfo::AddPackage(const DebugSections& all, const std::vector<DebugSections>& parts) {
    abbreviation_budget_ += 4 * uint64_t{all.abbrev.size()};
    ranges_left_ += 4 * uint64_t{all.rnglists.size()};
    for (const DebugSections& part : parts) AddSplitPart(part, true);
}

void DebugInfo::BindSplitUnits() {
    ReadAllUnits();
    std::unordered_map<uint64_t, Unit*> split_units;
    for (auto& [offset, unit] : known_) {
        if (unit->type != Unit::Type::kSplitCompile || unit->partner) continue;
        if (std::optional<uint64_t> id = DwoIdOf(*unit)) split_units.try_emplace(*id, unit.get());
        // It was read without what its skeleton says.
        unit->root.reset();
    }
    for (auto& [offset, unit] : known_) {
        if (unit->is_split() || unit->partner || !IsSkeleton(*unit)) continue;
        std::optional<uint64_t> id = DwoIdOf(*unit);
        auto found = id ? split_units.find(*id) : split_units.end();
        if (found == split_units.end() || found->second->partner) continue;
        unit->partner = found->second;
        found->second->partner = unit.get();
    }
}

void DebugInfo::AddSupplement(const DebugSections& sections) {
    if (supplement_) return;
    abbreviation_budget_ += 4 * uint64_t{sections.abbrev.size()};
    supplement_ = &other_sections_.emplace_back(sections);
    supplement_base_ = end_;
    AddUnits({supplement_, false, false});
}

const Unit& DebugInfo::LineOwnerOf(const Unit& unit) const {
    return unit.type == Unit::Type::kSplitCompile && unit.partner ? *unit.partner : unit;
}

}  // namespace faultbox::dwarf
