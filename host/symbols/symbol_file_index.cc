#include <algorithm>
#include <unordered_map>

#include "host/symbols/symbol_file_state.h"

namespace faultbox {
namespace {

/// The functions of all units, one unit after another.
struct AllFunctions {
    std::vector<UnitFunctions> units;
    std::vector<dwarf::FunctionIndex::Entry> functions;
};

AllFunctions CollectFunctions(const dwarf::DebugInfo& debug) {
    AllFunctions all;
    for (const dwarf::Unit& unit : debug.units()) {
        dwarf::FunctionIndex index(unit);
        if (index.entries().empty()) continue;
        all.units.push_back({unit.info_offset(), static_cast<uint32_t>(all.functions.size()),
                             static_cast<uint32_t>(index.entries().size())});
        all.functions.insert(all.functions.end(), index.entries().begin(), index.entries().end());
    }
    return all;
}

/// The line tables of all units, one behind the other.
class AllLines {
  public:
    explicit AllLines(const dwarf::DebugInfo& debug) : bytes_left_(debug.sections().line.size()) {
        for (const dwarf::Unit& unit : debug.units()) {
            if (!unit.is_type() && bytes_left_ > 0) Add(unit);
        }
    }

    std::vector<UnitLines> units;
    std::vector<dwarf::LineSequence> sequences;
    std::vector<dwarf::LinePlace> places;

  private:
    void Add(const dwarf::Unit& unit);

    uint64_t
        bytes_left_;  // Of programs that may still be run: units whose tables overlap must not make work without end.
    std::unordered_map<const uint8_t*, UnitLines> by_table_;  // By its first byte: units may share one.
};

void AllLines::Add(const dwarf::Unit& unit) {
    const dwarf::Unit& owner = unit.info->LineOwnerOf(unit);
    std::optional<uint64_t> offset = unit.info->RootDataOf(owner).line_offset;
    if (!offset || *offset >= owner.sections->line.size()) return;
    auto [known, is_new] = by_table_.try_emplace(owner.sections->line.data() + *offset);
    UnitLines& lines = known->second;
    if (is_new) {
        Result<dwarf::LineTable> table = dwarf::LineTable::Read(unit);
        bytes_left_ -= std::min(bytes_left_, table ? table->program_size() : 0);
        std::optional<dwarf::LineTable::Rows> rows = table ? table->rows() : std::nullopt;
        if (!rows) return;
        lines = {0, static_cast<uint32_t>(sequences.size()), static_cast<uint32_t>(rows->sequences.size())};
        const auto first_place = static_cast<uint32_t>(places.size());
        for (dwarf::LineSequence sequence : rows->sequences) {
            sequence.first_place += first_place;
            sequences.push_back(sequence);
        }
        places.append_range(rows->places);
    }
    if (lines.count > 0) units.push_back({unit.info_offset(), lines.first, lines.count});
}

/// The part of `table` that belongs to `unit`, by `units`; nothing where there is none.
template <typename UnitPart, typename Entry>
std::optional<std::span<const Entry>> PartOf(const dwarf::Unit& unit, std::span<const UnitPart> units,
                                             std::span<const Entry> table) {
    auto found = std::ranges::lower_bound(units, unit.info_offset(), {}, &UnitPart::unit);
    if (found == units.end() || found->unit != unit.info_offset()) return std::nullopt;
    if (found->first > table.size() || found->count > table.size() - found->first) return std::nullopt;
    return table.subspan(found->first, found->count);
}

}  // namespace

Result<void> SymbolFile::UseIndex(MappedFile mapping) const {
    Result<IndexTables> tables = ReadIndex(mapping.bytes(), DescribeForIndex(*state_->elf, state_->file_size));
    if (!tables) return std::unexpected(tables.error());
    state_->SetIndex(std::move(mapping), *tables);
    return {};
}

std::vector<uint8_t> SymbolFile::BuildIndex() const {
    const dwarf::DebugInfo& debug = state_->Debug();
    AllFunctions functions = CollectFunctions(debug);
    const AllLines lines(debug);
    IndexTables tables{.symbols = state_->Symbols().AllTables(),
                       .types = state_->Types().entries(),
                       .unit_ranges = debug.UnitRanges(),
                       .units = functions.units,
                       .functions = functions.functions,
                       .unit_lines = lines.units,
                       .line_sequences = lines.sequences,
                       .line_places = lines.places};
    return WriteIndex(DescribeForIndex(*state_->elf, state_->file_size), tables);
}

bool SymbolFile::IsWhole() const {
    return state_->IsWhole();
}

bool SymbolFile::MissesIndex() const {
    return state_->MissesIndex();
}

bool SymbolFile::State::IsWhole() {
    return !debug_file && Debug().MissingSplitUnits().empty() && other_files_.empty();
}

void SymbolFile::State::SetIndex(MappedFile mapping, const IndexTables& tables) {
    index_mapping_ = std::move(mapping);
    index_ = tables;
    Debug().SetUnitRanges(tables.unit_ranges);
}

bool SymbolFile::State::MissesIndex() {
    constexpr uint64_t kLarge = uint64_t{32} << 20;
    return !index_ && types_ && IsWhole() && debug_->sections().info.size() >= kLarge;
}

std::optional<std::span<const dwarf::FunctionIndex::Entry>> SymbolFile::State::SavedFunctions(
    const dwarf::Unit& unit) const {
    return index_ ? PartOf(unit, index_->units, index_->functions) : std::nullopt;
}

std::optional<dwarf::LineTable::Rows> SymbolFile::State::SavedLines(const dwarf::Unit& unit) const {
    auto sequences = index_ ? PartOf(unit, index_->unit_lines, index_->line_sequences) : std::nullopt;
    if (!sequences) return std::nullopt;
    return dwarf::LineTable::Rows{*sequences, index_->line_places};
}

}  // namespace faultbox
