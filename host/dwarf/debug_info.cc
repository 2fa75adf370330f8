#include "host/dwarf/debug_info.h"

#include <algorithm>
#include <unordered_set>

#include "host/dwarf/aranges.h"
#include "host/dwarf/dwarf_constants.h"
#include "host/dwarf/ranges.h"

namespace faultbox::dwarf {
namespace {

std::string_view StringAt(Bytes section, uint64_t offset) {
    ByteReader reader(section);
    reader.Seek(offset);
    return reader.CString();
}

/// Entry `index` of a table of `size`-byte numbers at `base`.
std::optional<uint64_t> TableEntry(Bytes section, std::endian order, uint64_t base, uint64_t index, uint8_t size) {
    uint64_t offset = 0;
    if (__builtin_mul_overflow(index, uint64_t{size}, &offset) || __builtin_add_overflow(offset, base, &offset)) {
        return std::nullopt;
    }
    ByteReader reader(section, order);
    reader.Seek(offset);
    uint64_t value = reader.Unsigned(size);
    if (!reader.ok()) return std::nullopt;
    return value;
}

}  // namespace

DebugInfo::DebugInfo(DebugSections sections)
    : sections_(sections),
      end_(uint64_t{sections.info.size()} + sections.types.size()),
      abbreviation_budget_(4 * uint64_t{sections.abbrev.size()} + 1024),
      ranges_left_(4 * (uint64_t{sections.ranges.size()} + sections.rnglists.size()) + (1 << 20)) {}

void DebugInfo::ReadAllUnits() const {
    if (has_all_units_) return;
    has_all_units_ = true;
    UnitSource own = {&sections_, false, false};
    ReadUnits(own, false, 0, 0, ordered_);
    ReadUnits(own, true, sections_.info.size(), 0, ordered_);
    ordered_.insert(ordered_.end(), other_units_.begin(), other_units_.end());
}

void DebugInfo::AddUnits(const UnitSource& source) {
    InfoOffset info_base = end_;
    InfoOffset types_base = info_base + source.sections->info.size();
    end_ = types_base + source.sections->types.size();
    size_t first = other_units_.size();
    ReadUnits(source, false, info_base, info_base, other_units_);
    ReadUnits(source, true, types_base, info_base, other_units_);
    if (has_all_units_) ordered_.insert(ordered_.end(), other_units_.begin() + first, other_units_.end());
}

void DebugInfo::ReadUnits(const UnitSource& source, bool is_types_section, InfoOffset section_base,
                          InfoOffset info_base, std::vector<const Unit*>& units) const {
    Bytes section = is_types_section ? source.sections->types : source.sections->info;
    uint64_t offset = 0;
    while (offset < section.size()) {
        Result<UnitHeader> header = ReadUnitHeader(section, offset, sections_.order, is_types_section);
        if (!header) {
            errors_.push_back(header.error());
            return;
        }
        offset = header->unit.end;
        if (header->unsupported) {
            if (errors_.size() < 16) errors_.push_back(*header->unsupported);
            continue;
        }
        Unit& unit = header->unit;
        unit.sections = source.sections;
        unit.section_base = section_base;
        unit.info_base = info_base;
        // Only the section's name tells GNU's split units of DWARF 4.
        if (source.is_split && unit.type == Unit::Type::kCompile) unit.type = Unit::Type::kSplitCompile;
        if (source.is_split && unit.type == Unit::Type::kType) unit.type = Unit::Type::kSplitType;
        units.push_back(Keep(std::move(unit)));
        if (source.is_only_first) return;
    }
}

const Unit* DebugInfo::Keep(Unit unit) const {
    unit.info = this;
    unit.index = static_cast<uint32_t>(known_.size());
    auto [entry, is_new] = known_.try_emplace(unit.info_offset());
    if (is_new) entry->second = std::make_unique<Unit>(std::move(unit));
    return entry->second.get();
}

const Unit* DebugInfo::UnitAt(InfoOffset offset) const {
    auto known = known_.find(offset);
    if (known != known_.end()) return known->second.get();
    if (has_all_units_ || offset >= sections_.info.size()) return nullptr;
    Result<UnitHeader> header = ReadUnitHeader(sections_.info, offset, sections_.order, false);
    if (!header || header->unsupported) return nullptr;
    // What is a unit is followed by another one or by nothing.
    uint64_t end = header->unit.end;
    bool is_last = end == sections_.info.size();
    if (!is_last && !ReadUnitHeader(sections_.info, end, sections_.order, false)) return nullptr;
    header->unit.sections = &sections_;
    return Keep(std::move(header->unit));
}

const Unit* DebugInfo::FindKnownUnit(InfoOffset offset) const {
    auto next = known_.upper_bound(offset);
    if (next == known_.begin()) return nullptr;
    const Unit& unit = *std::prev(next)->second;
    return offset - unit.section_base < unit.end ? &unit : nullptr;
}

const Unit* DebugInfo::FindUnitAtOffset(InfoOffset offset) const {
    const Unit* unit = FindKnownUnit(offset);
    if (unit || has_all_units_) return unit;
    ReadAllUnits();
    return FindKnownUnit(offset);
}

Die DebugInfo::DieAt(InfoOffset offset) const {
    const Unit* unit = FindUnitAtOffset(offset);
    return unit ? Die::At(*unit, offset - unit->section_base) : Die();
}

Die DebugInfo::RootOf(const Unit& unit) const {
    return Die::At(unit, unit.first_die);
}

Die DebugInfo::FindTypeUnit(uint64_t signature) const {
    if (!type_units_) {
        type_units_.emplace();
        for (const Unit& unit : units()) {
            if (unit.is_type()) type_units_->try_emplace(unit.signature, &unit);
        }
    }
    auto found = type_units_->find(signature);
    if (found == type_units_->end()) return {};
    const Unit& unit = *found->second;
    uint64_t offset = 0;
    if (__builtin_add_overflow(unit.offset, unit.type_offset, &offset)) return {};
    return Die::At(unit, offset);
}

const AbbreviationTable* DebugInfo::AbbreviationsOf(const Unit& unit) const {
    if (unit.abbreviations) return unit.abbreviations;
    Bytes section = unit.sections->abbrev;
    if (unit.abbrev_offset >= section.size()) return nullptr;
    auto [entry, is_new] = abbreviations_.try_emplace({section.data() + unit.abbrev_offset, unit.format});
    if (is_new && abbreviation_budget_ > 0) {
        Result<AbbreviationTable> table = AbbreviationTable::Parse(section, unit.abbrev_offset, unit.format);
        uint64_t cost = table ? table->size_bytes() : 16;
        abbreviation_budget_ -= std::min(abbreviation_budget_, cost);
        if (table) entry->second = std::make_unique<AbbreviationTable>(std::move(*table));
    }
    unit.abbreviations = entry->second.get();
    return unit.abbreviations;
}

const UnitRoot& DebugInfo::RootDataOf(const Unit& unit) const {
    if (!unit.root) {
        unit.root.emplace();
        ReadRoot(unit, *unit.root);
    }
    return *unit.root;
}

void DebugInfo::ReadBases(const Die& die, UnitRoot& root) const {
    const Unit& unit = die.unit();
    // Without a base the table begins behind its header, which GNU's of DWARF 4 do not have. (DWARF 5, section 7.26)
    uint64_t header_size = unit.format.offset_size == 8 ? 16 : 8;
    bool has_header = unit.is_split() && unit.format.version >= 5;
    root.str_offsets_base = die.Unsigned(DW_AT_str_offsets_base).value_or(has_header ? header_size : 0);
    root.rnglists_base = die.Unsigned(DW_AT_rnglists_base).value_or(has_header ? header_size + 4 : 0);
    root.loclists_base = die.Unsigned(DW_AT_loclists_base).value_or(has_header ? header_size + 4 : 0);
    root.addr_base = die.Unsigned(DW_AT_addr_base).value_or(die.Unsigned(DW_AT_GNU_addr_base).value_or(0));
    root.skeleton_ranges_base = die.Unsigned(DW_AT_GNU_ranges_base).value_or(0);
}

void DebugInfo::ReadRoot(const Unit& unit, UnitRoot& root) const {
    Die die = RootOf(unit);
    if (!die) return;
    root.tag = die.tag();
    // Bases first: names may be indices.
    ReadBases(die, root);
    const UnitRoot* skeleton = unit.is_split() && unit.partner ? &RootDataOf(*unit.partner) : nullptr;
    if (skeleton) {
        root.addr_base = skeleton->addr_base;
        root.ranges_base = skeleton->skeleton_ranges_base;
    }
    root.name = die.String(DW_AT_name);
    root.comp_dir = die.String(DW_AT_comp_dir);
    root.dwo_name = die.String(die.Has(DW_AT_dwo_name) ? DW_AT_dwo_name : DW_AT_GNU_dwo_name);
    root.dwo_id = die.Unsigned(DW_AT_GNU_dwo_id);
    root.language = static_cast<uint16_t>(die.Unsigned(DW_AT_language).value_or(0));
    root.low_pc = die.Address(DW_AT_low_pc);
    root.line_offset = die.Unsigned(DW_AT_stmt_list);
    if (!skeleton) return;
    if (root.comp_dir.empty()) root.comp_dir = skeleton->comp_dir;
    root.low_pc = skeleton->low_pc;
    root.line_offset = skeleton->line_offset;
}

std::string_view DebugInfo::StringOf(const Unit& unit, const AttributeValue& value) const {
    const DebugSections& sections = *unit.sections;
    switch (value.kind) {
        case AttributeValue::Kind::kInlineString:
            return AsText(value.block);
        case AttributeValue::Kind::kStringOffset:
            return StringAt(sections.str, value.value);
        case AttributeValue::Kind::kLineStringOffset:
            return StringAt(sections.line_str, value.value);
        case AttributeValue::Kind::kStringIndex: {
            uint64_t base = RootDataOf(unit).str_offsets_base;
            auto offset = TableEntry(sections.str_offsets, sections.order, base, value.value, unit.format.offset_size);
            return offset ? StringAt(sections.str, *offset) : std::string_view();
        }
        case AttributeValue::Kind::kOtherFile:
            return supplement_ ? StringAt(supplement_->str, value.value) : std::string_view();
        default:
            return {};
    }
}

std::optional<uint64_t> DebugInfo::AddressOf(const Unit& unit, const AttributeValue& value) const {
    if (value.kind == AttributeValue::Kind::kAddress) return value.value;
    if (value.kind == AttributeValue::Kind::kAddressIndex) return AddressAtIndex(unit, value.value);
    return std::nullopt;
}

std::optional<uint64_t> DebugInfo::AddressAtIndex(const Unit& unit, uint64_t index) const {
    return TableEntry(unit.sections->addr, sections_.order, RootDataOf(unit).addr_base, index,
                      unit.format.address_size);
}

const Unit* DebugInfo::FindUnit(uint64_t address) const {
    ReadAranges();
    const Unit* unit = FindInRanges(address);
    if (unit || has_all_ranges_) return unit;
    AddUnlistedUnits();
    return FindInRanges(address);
}

const Unit* DebugInfo::FindInRanges(uint64_t address) const {
    auto next = std::ranges::upper_bound(unit_ranges_, address, {}, [](const UnitRange& r) { return r.range.begin; });
    // Ranges of different units may nest in damaged or folded files: look at a few before it.
    for (int tries = 0; tries < 8 && next != unit_ranges_.begin(); ++tries) {
        --next;
        if (!next->range.Holds(address)) continue;
        const Unit* unit = UnitAt(next->unit);
        if (unit) return !unit->is_split() && unit->partner ? unit->partner : unit;
    }
    return nullptr;
}

void DebugInfo::ReadAranges() const {
    if (has_aranges_) return;
    has_aranges_ = true;
    ForEachArange(sections_,
                  [&](uint64_t unit, AddressRange range) { own_ranges_.push_back({.range = range, .unit = unit}); });
    std::ranges::stable_sort(own_ranges_, {}, [](const UnitRange& r) { return r.range.begin; });
    unit_ranges_ = own_ranges_;
}

void DebugInfo::AddUnlistedUnits() const {
    has_all_ranges_ = true;
    std::unordered_set<InfoOffset> listed;
    for (const UnitRange& known : own_ranges_) listed.insert(known.unit);
    for (const Unit& unit : units()) {
        if (unit.is_type() || unit.is_split() || listed.contains(unit.info_offset())) continue;
        for (AddressRange range : RangesOf(RootOf(unit))) own_ranges_.push_back({range, unit.info_offset()});
    }
    std::ranges::stable_sort(own_ranges_, {}, [](const UnitRange& r) { return r.range.begin; });
    unit_ranges_ = own_ranges_;
}

std::span<const UnitRange> DebugInfo::UnitRanges() const {
    ReadAranges();
    if (!has_all_ranges_) AddUnlistedUnits();
    return unit_ranges_;
}

void DebugInfo::SetUnitRanges(std::span<const UnitRange> ranges) const {
    has_aranges_ = has_all_ranges_ = true;
    unit_ranges_ = ranges;
}

bool DebugInfo::IsListedToTheEnd() const {
    constexpr size_t kLarge = size_t{16} << 20;
    if (sections_.info.size() < kLarge || !sections_.types.empty()) return false;
    InfoOffset last = 0;
    ForEachArange(sections_, [&](uint64_t unit, AddressRange) { last = std::max(last, unit); });
    const Unit* unit = UnitAt(last);
    // A few units without code may follow.
    for (int tries = 0; unit && tries < 64; ++tries) {
        if (unit->end == sections_.info.size()) return unit->type == Unit::Type::kCompile;
        unit = UnitAt(unit->end);
    }
    return false;
}

}  // namespace faultbox::dwarf
