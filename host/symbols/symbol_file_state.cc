#include "host/symbols/symbol_file_state.h"

#include "host/btf/pointer_size.h"
#include "host/dwarf/dwarf_constants.h"
#include "host/dwarf/location_list.h"
#include "host/symbols/btf_arguments.h"
#include "host/symbols/debug_sections.h"
#include "host/symbols/split_files.h"

namespace faultbox {
const elf::ElfFile& SymbolFile::State::DebugElf() const {
    return debug_file ? *debug_file->elf : *elf;
}

const elf::ElfFile& SymbolFile::State::SymbolElf() const {
    return debug_file && !elf->FindSection(".symtab") ? *debug_file->elf : *elf;
}

const SymbolIndex& SymbolFile::State::Symbols() {
    if (!symbols_ && index_) symbols_.emplace(SymbolElf(), index_->symbols);
    if (!symbols_) symbols_.emplace(SymbolElf());
    return *symbols_;
}

const std::vector<Symbol>& SymbolFile::State::FunctionsNamed(const SymbolFile& file, std::string_view function) {
    return functions_named_.Get(function, [&] {
        std::vector<Symbol> functions = Symbols().FindByName(function);
        std::erase_if(functions, [&](const Symbol& symbol) {
            return symbol.kind != Symbol::Kind::kFunction && !file.IsCode(symbol.address);
        });
        return functions;
    });
}

const dwarf::DebugInfo& SymbolFile::State::Debug() {
    if (debug_) return *debug_;
    debug_ = std::make_unique<dwarf::DebugInfo>(LoadDebugSections(DebugElf()));
    const std::string& path = debug_file ? debug_file->path : name;
    if (folders) LoadSplitFiles(DebugElf(), path, *folders, *debug_, other_files_, notes);
    return *debug_;
}

const TypeIndex& SymbolFile::State::Types() {
    if (!types_ && index_) types_.emplace(Debug(), index_->types);
    if (!types_) types_.emplace(Debug());
    return *types_;
}

// The hash of the seed stands in the version that modules state (include/linux/vermagic.h, MODULE_RANDSTRUCT), which
// the kernel has among its data.
bool SymbolFile::State::HasRandomLayout() {
    if (has_random_layout_) return *has_random_layout_;
    const elf::Section* section = elf->FindSection(identity.is_relocatable ? ".modinfo" : ".rodata");
    has_random_layout_ = section != nullptr && AsText(section->raw).contains(" RANDSTRUCT_");
    return *has_random_layout_;
}

const BugTable& SymbolFile::State::Bugs(const SymbolFile& file) {
    if (!bugs_) bugs_ = std::make_unique<BugTable>(file);
    return *bugs_;
}

BtfTypes* SymbolFile::State::Btf() {
    if (!btf || identity.has_debug_info) return nullptr;
    return btf->Table() ? &*btf : nullptr;
}

std::optional<uint8_t> SymbolFile::State::PointerSize() {
    if (!is_btf_alone) return elf->address_size();
    return Btf() ? btf::PointerSizeOf(btf->Names()) : std::nullopt;
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
        std::optional<dwarf::LineTable::Rows> saved = SavedLines(unit);
        Result<dwarf::LineTable> table = saved ? dwarf::LineTable::Read(unit, *saved) : dwarf::LineTable::Read(unit);
        if (table) entry->second = std::make_unique<dwarf::LineTable>(std::move(*table));
    }
    return entry->second.get();
}

const std::vector<dwarf::Die>& SymbolFile::State::ScopesAt(uint64_t address) {
    return scopes_.Get(address, [&] {
        const dwarf::Unit* unit = Debug().FindUnit(address);
        dwarf::Die function = unit ? FunctionsOf(*unit).Find(address) : dwarf::Die();
        return dwarf::ScopesAt(function, address);
    });
}

const std::vector<CodeFrame>& SymbolFile::State::FramesAt(uint64_t address) {
    return frames_.Get(address, [&] { return FindFrames(address); });
}

const std::vector<DeclaredVariable>& SymbolFile::State::VariablesOf(const SymbolFile& file, uint64_t address) {
    return all_variables_.Get(address, [&] { return FindAllVariables(file, address); });
}

const std::vector<Variable>& SymbolFile::State::VariablesAt(const SymbolFile& file, uint64_t address) {
    return variables_.Get(address, [&] {
        BtfTypes* types = Btf();
        return types != nullptr ? BtfArgumentsAt(file, *types, address) : FindVariables(file, address);
    });
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
