#include <algorithm>

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
    IndexTables tables{.symbols = state_->Symbols().AllTables(),
                       .types = state_->Types().entries(),
                       .unit_ranges = debug.UnitRanges(),
                       .units = functions.units,
                       .functions = functions.functions};
    return WriteIndex(DescribeForIndex(*state_->elf, state_->file_size), tables);
}

bool SymbolFile::MissesIndex() const {
    return state_->MissesIndex();
}

void SymbolFile::State::SetIndex(MappedFile mapping, const IndexTables& tables) {
    index_mapping_ = std::move(mapping);
    index_ = tables;
    Debug().SetUnitRanges(tables.unit_ranges);
}

bool SymbolFile::State::MissesIndex() const {
    constexpr uint64_t kLarge = uint64_t{32} << 20;
    return !index_ && types_ && debug_->sections().info.size() >= kLarge;
}

std::optional<std::span<const dwarf::FunctionIndex::Entry>> SymbolFile::State::SavedFunctions(
    const dwarf::Unit& unit) const {
    if (!index_) return std::nullopt;
    auto found = std::ranges::lower_bound(index_->units, unit.info_offset(), {}, &UnitFunctions::unit);
    if (found == index_->units.end() || found->unit != unit.info_offset()) return std::nullopt;
    if (found->first > index_->functions.size()) return std::nullopt;
    std::span<const dwarf::FunctionIndex::Entry> rest = index_->functions.subspan(found->first);
    if (found->count > rest.size()) return std::nullopt;
    return rest.first(found->count);
}

}  // namespace faultbox
