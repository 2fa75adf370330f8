#include "host/symbols/symbol_index.h"

#include <algorithm>
#include <tuple>

#include "host/elf/elf_constants.h"
#include "host/symbols/name_hash.h"

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

Symbol MakeSymbol(const SymbolEntry& entry, uint64_t index, size_t place) {
    Symbol symbol;
    symbol.name = entry.name;
    symbol.address = entry.address;
    symbol.size = entry.size;
    symbol.kind = KindOf(entry);
    symbol.is_global = entry.bind != STB_LOCAL;
    symbol.is_thumb = entry.is_thumb;
    symbol.section = entry.section;
    symbol.index = static_cast<uint32_t>(index);
    symbol.place = static_cast<uint32_t>(place);
    return symbol;
}

// Linking with LTO makes local symbols global under names of their own, `__wake_up_common_lock.llvm.16206357712`, which
// the kernel prints without that (cleanup_symbol_name, kernel/kallsyms.c).
std::string_view PrintedName(std::string_view name) {
    return name.substr(0, name.find(".llvm."));
}

/// Order at one address: functions, then objects; global ones; those with a size; then by name, so that the choice does
/// not depend on the linker's order.
auto SortKey(const Symbol& symbol) {
    int rank = symbol.kind == Symbol::Kind::kFunction ? 0 : symbol.kind == Symbol::Kind::kObject ? 1 : 2;
    return std::tuple(symbol.address, rank, !symbol.is_global, symbol.size == 0, symbol.name);
}

}  // namespace

SymbolIndex::SymbolIndex(const ElfFile& elf) : elf_(elf), table_(elf.symbols()) {
    own_places_.reserve(std::min<uint64_t>(table_.size(), 1u << 20));
    for (uint64_t index = 0; index < table_.size() && index <= UINT32_MAX; ++index) {
        SymbolEntry entry = table_[index];
        if (IsOfInterest(entry)) own_places_.push_back({entry.address, index});
    }
    std::ranges::sort(own_places_, {}, [](const Place& place) { return std::pair(place.address, place.symbol); });
    places_ = own_places_;
}

SymbolIndex::SymbolIndex(const ElfFile& elf, Tables saved)
    : elf_(elf), table_(elf.symbols()), places_(saved.places), names_(saved.names) {}

std::optional<Symbol> SymbolIndex::Read(size_t place) const {
    if (place >= places_.size() || places_[place].symbol >= table_.size()) return std::nullopt;
    const uint64_t symbol = places_[place].symbol;
    return MakeSymbol(table_[symbol], symbol, place);
}

void SymbolIndex::ReadNames() const {
    if (!names_.empty() || places_.empty()) return;
    // Hash and place in one number: numbers are sorted in half the time of structures.
    std::vector<uint64_t> keys;
    keys.reserve(places_.size());
    for (size_t place = 0; place < places_.size() && place <= UINT32_MAX; ++place) {
        const uint64_t symbol = places_[place].symbol;
        if (symbol >= table_.size()) continue;
        keys.push_back((HashText(PrintedName(table_[symbol].name)) & ~uint64_t{UINT32_MAX}) | place);
    }
    std::ranges::sort(keys);
    own_names_.reserve(keys.size());
    for (uint64_t key : keys) own_names_.push_back({static_cast<uint32_t>(key >> 32), static_cast<uint32_t>(key)});
    names_ = own_names_;
}

SymbolIndex::Tables SymbolIndex::AllTables() const {
    ReadNames();
    return {places_, names_};
}

std::optional<uint64_t> SymbolIndex::NextAddress(const Symbol& symbol) const {
    constexpr size_t kNear = 8;
    auto is_behind = [&](const Place& place) { return place.address > symbol.address; };
    const auto rest = places_.subspan(std::min<size_t>(symbol.place, places_.size()));
    const auto near = rest.first(std::min(kNear, rest.size()));
    if (auto next = std::ranges::find_if(near, is_behind); next != near.end()) return next->address;
    auto next = std::ranges::upper_bound(rest, symbol.address, {}, &Place::address);
    return next == rest.end() ? std::nullopt : std::optional(next->address);
}

std::vector<Symbol> SymbolIndex::FindByName(std::string_view name) const {
    ReadNames();
    std::vector<Symbol> found;
    auto hash = static_cast<uint32_t>(HashText(PrintedName(name)) >> 32);
    for (const Name& entry : std::ranges::equal_range(names_, hash, {}, &Name::hash)) {
        std::optional<Symbol> symbol = Read(entry.place);
        if (symbol && (symbol->name == name || PrintedName(symbol->name) == name)) found.push_back(*symbol);
    }
    std::ranges::sort(found, {}, SortKey);
    return found;
}

SymbolIndex::Group SymbolIndex::GroupBefore(size_t last) const {
    size_t first = last;
    while (first > 0 && places_[first - 1].address == places_[last - 1].address) --first;
    return {first, last};
}

bool SymbolIndex::Covers(const Symbol& symbol, uint64_t next_address, uint64_t address) const {
    if (symbol.size != 0) return address - symbol.address < symbol.size;
    const Section* section = elf_.FindSectionAt(symbol.address);
    return address < next_address && section && section->Holds(address);
}

std::vector<Symbol> SymbolIndex::FindAliases(uint64_t address) const {
    auto next = std::ranges::upper_bound(places_, address, {}, &Place::address);
    uint64_t next_address = next == places_.end() ? ~uint64_t{0} : next->address;
    size_t last = static_cast<size_t>(next - places_.begin());
    std::vector<Symbol> found;
    // Symbols may nest: where the nearest one has ended, one that began earlier may still go on.
    for (int tries = 0; tries < 16 && last > 0 && found.empty(); ++tries) {
        Group group = GroupBefore(last);
        for (size_t index = group.first; index < group.last; ++index) {
            std::optional<Symbol> symbol = Read(index);
            if (symbol && Covers(*symbol, next_address, address)) found.push_back(*symbol);
        }
        next_address = 0;
        last = group.first;
    }
    std::ranges::sort(found, {}, SortKey);
    return found;
}

std::vector<Symbol> SymbolIndex::FindAt(uint64_t address) const {
    std::vector<Symbol> found;
    auto places = std::ranges::equal_range(places_, address, {}, &Place::address);
    for (auto place = places.begin(); place != places.end(); ++place) {
        if (auto symbol = Read(static_cast<size_t>(place - places_.begin()))) found.push_back(*symbol);
    }
    return found;
}

std::optional<Symbol> SymbolIndex::FindByAddress(uint64_t address) const {
    return by_address_.Get(address, [&]() -> std::optional<Symbol> {
        std::vector<Symbol> aliases = FindAliases(address);
        if (aliases.empty()) return std::nullopt;
        return aliases.front();
    });
}

}  // namespace faultbox
