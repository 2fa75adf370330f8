#include "host/symbols/symbol_file_state.h"

#include "host/dwarf/dwarf_constants.h"
#include "host/dwarf/location_list.h"

namespace faultbox {
namespace {

Bytes LoadDebugSection(const elf::ElfFile& elf, std::string_view name) {
    const elf::Section* section = elf.FindSection(std::string(".debug_").append(name));
    if (!section) section = elf.FindSection(std::string(".zdebug_").append(name));
    return section ? elf.Contents(*section).value_or(Bytes{}) : Bytes{};
}

dwarf::DebugSections LoadDebugSections(const elf::ElfFile& elf) {
    dwarf::DebugSections sections;
    sections.order = elf.header().order;
    sections.info = LoadDebugSection(elf, "info");
    sections.types = LoadDebugSection(elf, "types");
    sections.abbrev = LoadDebugSection(elf, "abbrev");
    sections.line = LoadDebugSection(elf, "line");
    sections.str = LoadDebugSection(elf, "str");
    sections.line_str = LoadDebugSection(elf, "line_str");
    sections.str_offsets = LoadDebugSection(elf, "str_offsets");
    sections.addr = LoadDebugSection(elf, "addr");
    sections.aranges = LoadDebugSection(elf, "aranges");
    sections.ranges = LoadDebugSection(elf, "ranges");
    sections.rnglists = LoadDebugSection(elf, "rnglists");
    sections.loc = LoadDebugSection(elf, "loc");
    sections.loclists = LoadDebugSection(elf, "loclists");
    return sections;
}

}  // namespace

const SymbolIndex& SymbolFile::State::Symbols() {
    if (!symbols_ && index_) symbols_.emplace(*elf, index_->symbols);
    if (!symbols_) symbols_.emplace(*elf);
    return *symbols_;
}

const dwarf::DebugInfo& SymbolFile::State::Debug() {
    if (!debug_) debug_ = std::make_unique<dwarf::DebugInfo>(LoadDebugSections(*elf));
    return *debug_;
}

const TypeIndex& SymbolFile::State::Types() {
    if (!types_ && index_) types_.emplace(Debug(), index_->types);
    if (!types_) types_.emplace(Debug());
    return *types_;
}

const dwarf::FunctionIndex& SymbolFile::State::FunctionsOf(const dwarf::Unit& unit) {
    std::unique_ptr<dwarf::FunctionIndex>& functions = functions_[unit.index];
    if (functions) return *functions;
    std::optional<std::span<const dwarf::FunctionIndex::Entry>> saved = SavedFunctions(unit);
    functions =
        saved ? std::make_unique<dwarf::FunctionIndex>(unit, *saved) : std::make_unique<dwarf::FunctionIndex>(unit);
    return *functions;
}

const dwarf::LineTable* SymbolFile::State::LinesOf(const dwarf::Unit& unit) {
    auto [entry, is_new] = lines_.try_emplace(unit.index);
    if (is_new) {
        Result<dwarf::LineTable> table = dwarf::LineTable::Read(unit);
        if (table) entry->second = std::make_unique<dwarf::LineTable>(std::move(*table));
    }
    return entry->second.get();
}

std::vector<dwarf::Die> SymbolFile::State::ScopesAt(uint64_t address) {
    const dwarf::Unit* unit = Debug().FindUnit(address);
    dwarf::Die function = unit ? FunctionsOf(*unit).Find(address) : dwarf::Die();
    return dwarf::ScopesAt(function, address);
}

dwarf::ExpressionContext SymbolFile::State::ContextFor(const dwarf::Die& function, uint64_t address) {
    dwarf::ExpressionContext context;
    if (!function) return context;
    context.unit = &function.unit();
    context.arch = identity.arch;
    Result<std::optional<Bytes>> expression = dwarf::ExpressionAt(function, dwarf::DW_AT_frame_base, address);
    if (expression && *expression) context.frame_base = dwarf::EvaluateNumber(**expression, context);
    return context;
}

dwarf::Location SymbolFile::State::LocationAt(const dwarf::Die& die, uint16_t attribute, uint64_t address,
                                              const dwarf::ExpressionContext& context) {
    Result<std::optional<Bytes>> expression = dwarf::ExpressionAt(die, attribute, address);
    if (expression && !*expression) return {};
    if (expression) return dwarf::Evaluate(**expression, context);
    dwarf::Location unknown;
    unknown.kind = dwarf::SimpleLocation::Kind::kUnknown;
    return unknown;
}

}  // namespace faultbox
