#pragma once

#include <memory>
#include <optional>
#include <unordered_map>

#include "host/dwarf/debug_info.h"
#include "host/dwarf/expression.h"
#include "host/dwarf/function_index.h"
#include "host/dwarf/line_table.h"
#include "host/elf/elf_file.h"
#include "host/symbols/saved_index.h"
#include "host/symbols/symbol_file.h"
#include "host/symbols/symbol_index.h"
#include "host/symbols/type_index.h"

namespace faultbox {

/// What a SymbolFile has read so far. Everything beyond the section headers is read when first asked for.
struct SymbolFile::State {
    std::string name;
    std::unique_ptr<elf::ElfFile> elf;
    uint64_t file_size = 0;
    SymbolFileIdentity identity;

    /// `tables` lie in `mapping`.
    void SetIndex(MappedFile mapping, const IndexTables& tables);
    /// See SymbolFile::MissesIndex().
    bool MissesIndex() const;

    const SymbolIndex& Symbols();
    const dwarf::DebugInfo& Debug();
    const TypeIndex& Types();
    const dwarf::FunctionIndex& FunctionsOf(const dwarf::Unit& unit);
    /// nullptr where the unit has no line table that can be read.
    const dwarf::LineTable* LinesOf(const dwarf::Unit& unit);

    /// The function that holds `address`, and the scopes in it that do, outermost first; empty where none does.
    std::vector<dwarf::Die> ScopesAt(uint64_t address);
    dwarf::ExpressionContext ContextFor(const dwarf::Die& function, uint64_t address);
    /// What a location attribute of `die` gives at `address`. kOptimizedOut where it has none.
    dwarf::Location LocationAt(const dwarf::Die& die, uint16_t attribute, uint64_t address,
                               const dwarf::ExpressionContext& context);

  private:
    /// Of the saved index, where it has any.
    std::optional<std::span<const dwarf::FunctionIndex::Entry>> SavedFunctions(const dwarf::Unit& unit) const;

    std::optional<MappedFile> index_mapping_;
    std::optional<IndexTables> index_;
    std::optional<SymbolIndex> symbols_;
    std::unique_ptr<dwarf::DebugInfo> debug_;
    std::optional<TypeIndex> types_;
    std::unordered_map<uint32_t, std::unique_ptr<dwarf::FunctionIndex>> functions_;
    std::unordered_map<uint32_t, std::unique_ptr<dwarf::LineTable>> lines_;
};

}  // namespace faultbox
