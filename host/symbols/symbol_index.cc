#include "host/symbols/symbol_index.h"

#include <algorithm>
#include <functional>
#include <tuple>

#include "host/elf/elf_constants.h"

namespace faultbox {
namespace {

using namespace elf;

bool IsOfInterest(const SymbolEntry& entry) {
    bool is_place = entry.type == 0 || entry.type == STT_OBJECT || entry.is_function();
    return is_place && entry.section != SHN_UNDEF && !entry.name.empty() && !entry.is_mapping_symbol();
}

Symbol::Kind KindOf(const SymbolEntry& entry) {
    if (entry.is_function()) return Symbol::Kind::kFunction;
    return entry.type == STT_OBJECT ? Symbol::Kind::kObject : Symbol::Kind::kNone;
}

Symbol MakeSymbol(const SymbolEntry& entry, uint64_t index) {
    Symbol symbol;
    symbol.name = entry.name;
    symbol.address = entry.address;
    symbol.size = entry.size;
    symbol.kind = KindOf(entry);
    symbol.is_global = entry.bind != STB_LOCAL;
    symbol.is_thumb = entry.is_thumb;
    symbol.section = entry.section;
    symbol.index = static_cast<uint32_t>(index);
    return symbol;
}

/// Order at one address: functions, then objects; global ones; those with a size; then by name, so that the choice does
/// not depend on the linker's order.
auto SortKey(const Symbol& symbol) {
    int rank = symbol.kind == Symbol::Kind::kFunction ? 0 : symbol.kind == Symbol::Kind::kObject ? 1 : 2;
    return std::tuple(symbol.address, rank, !symbol.is_global, symbol.size == 0, symbol.name);
}

}  // namespace

SymbolIndex::SymbolIndex(const ElfFile& elf) : elf_(elf) {
    SymbolTable table = elf.symbols();
    for (uint64_t index = 0; index < table.size(); ++index) {
        SymbolEntry entry = table[index];
        if (IsOfInterest(entry)) symbols_.push_back(MakeSymbol(entry, index));
    }
    std::ranges::sort(symbols_, {}, SortKey);
}

std::vector<Symbol> SymbolIndex::FindByName(std::string_view name) const {
    if (names_.empty() && !symbols_.empty()) {
        names_.reserve(symbols_.size());
        for (uint32_t index = 0; index < symbols_.size(); ++index) {
            names_.push_back({std::hash<std::string_view>()(symbols_[index].name), index});
        }
        std::ranges::sort(names_, {}, [](const NameEntry& entry) { return std::pair(entry.hash, entry.symbol); });
    }
    std::vector<Symbol> found;
    for (const NameEntry& entry :
         std::ranges::equal_range(names_, std::hash<std::string_view>()(name), {}, &NameEntry::hash)) {
        if (symbols_[entry.symbol].name == name) found.push_back(symbols_[entry.symbol]);
    }
    return found;
}

SymbolIndex::Group SymbolIndex::GroupBefore(size_t last) const {
    size_t first = last;
    while (first > 0 && symbols_[first - 1].address == symbols_[last - 1].address) --first;
    return {first, last};
}

bool SymbolIndex::Covers(const Symbol& symbol, uint64_t next_address, uint64_t address) const {
    if (symbol.size != 0) return address - symbol.address < symbol.size;
    const Section* section = elf_.FindSectionAt(symbol.address);
    return address < next_address && section && section->Holds(address);
}

std::vector<Symbol> SymbolIndex::FindAliases(uint64_t address) const {
    auto next = std::ranges::upper_bound(symbols_, address, {}, &Symbol::address);
    uint64_t next_address = next == symbols_.end() ? ~uint64_t{0} : next->address;
    size_t last = static_cast<size_t>(next - symbols_.begin());
    std::vector<Symbol> found;
    // Symbols may nest: where the nearest one has ended, one that began earlier may still go on.
    for (int tries = 0; tries < 16 && last > 0 && found.empty(); ++tries) {
        Group group = GroupBefore(last);
        for (size_t index = group.first; index < group.last; ++index) {
            if (Covers(symbols_[index], next_address, address)) found.push_back(symbols_[index]);
        }
        next_address = 0;
        last = group.first;
    }
    return found;
}

std::optional<Symbol> SymbolIndex::FindByAddress(uint64_t address) const {
    std::vector<Symbol> aliases = FindAliases(address);
    if (aliases.empty()) return std::nullopt;
    return aliases.front();
}

}  // namespace faultbox
