#pragma once

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "host/dwarf/debug_info.h"
#include "host/dwarf/expression.h"
#include "host/dwarf/function_index.h"
#include "host/dwarf/line_table.h"
#include "host/elf/elf_file.h"
#include "host/symbols/answer_cache.h"
#include "host/symbols/btf_types.h"
#include "host/symbols/bug_table.h"
#include "host/symbols/debug_files.h"
#include "host/symbols/declared_variable.h"
#include "host/symbols/saved_index.h"
#include "host/symbols/symbol_file.h"
#include "host/symbols/symbol_index.h"
#include "host/symbols/type_index.h"
#include "host/symbols/type_member.h"

namespace faultbox {

/// What a function or a block in it holds itself.
struct ScopeContent {
    std::vector<DeclaredVariable> variables;  ///< And parameters.
    std::vector<dwarf::Die> scopes;           ///< Blocks, and functions that are inlined.
};

/// What a SymbolFile has read so far. Everything beyond the section headers is read when first asked for.
struct SymbolFile::State {
    std::string name;
    std::vector<uint8_t> image;  ///< What `elf` was parsed from, where that is no file.
    std::unique_ptr<elf::ElfFile> elf;
    uint64_t file_size = 0;
    SymbolFileIdentity identity;
    std::optional<DebugFolders> folders;  ///< Nothing: no other file is looked for.
    std::optional<DebugFile> debug_file;  ///< What this file was stripped of.
    std::optional<BtfTypes> btf;          ///< Its BTF, used where there is no DWARF.
    bool is_btf_alone = false;            ///< The file is BTF, `elf` is empty.
    std::vector<std::string> notes;       ///< On other files.

    /// `tables` lie in `mapping`.
    void SetIndex(MappedFile mapping, const IndexTables& tables);
    /// See SymbolFile::MissesIndex().
    bool MissesIndex();
    /// See SymbolFile::IsWhole().
    bool IsWhole();

    /// The file that holds .debug_info, and the one that holds .symtab: this one or its debug file.
    const elf::ElfFile& DebugElf() const;
    const elf::ElfFile& SymbolElf() const;
    const SymbolIndex& Symbols();
    /// See SymbolFile::FindFunction(). `file` is the one whose state this is.
    const std::vector<Symbol>& FunctionsNamed(const SymbolFile& file, std::string_view function);
    const dwarf::DebugInfo& Debug();
    const TypeIndex& Types();
    /// Where the types are those of BTF, because there is no DWARF; nullptr where there is none that can be read.
    BtfTypes* Btf();
    /// Bytes of a pointer. Nothing where neither the file nor its types tell.
    std::optional<uint8_t> PointerSize();
    /// See SymbolFile::HasRandomLayout().
    bool HasRandomLayout();
    /// `file` is the one whose state this is.
    const BugTable& Bugs(const SymbolFile& file);
    const dwarf::FunctionIndex& FunctionsOf(const dwarf::Unit& unit);
    /// nullptr where the unit has no line table that can be read.
    const dwarf::LineTable* LinesOf(const dwarf::Unit& unit);

    /// The function that holds `address`, and the scopes in it that do, outermost first; empty where none does.
    const std::vector<dwarf::Die>& ScopesAt(uint64_t address);
    /// See SymbolFile::FramesAt().
    const std::vector<CodeFrame>& FramesAt(uint64_t address);
    /// See SymbolFile::VariablesAt(). `file` is the one whose state this is.
    const std::vector<Variable>& VariablesAt(const SymbolFile& file, uint64_t address);
    /// What `scope` itself holds; its variables are those of the function of that name.
    const ScopeContent& DeclaredIn(const SymbolFile& file, const dwarf::Die& scope, std::string_view function);
    /// See SymbolFile::VariablesOf().
    const std::vector<DeclaredVariable>& VariablesOf(const SymbolFile& file, uint64_t address);
    /// Of the type with that TypeRef::id(), read by `read` where they are not known yet.
    template <typename Read>
    const MemberList& MembersOf(uint64_t id, Read&& read) {
        return members_.Get(id, read);
    }
    dwarf::ExpressionContext ContextFor(const dwarf::Die& function, uint64_t address);
    /// What a location attribute of `die` gives at `address`. kOptimizedOut where it has none.
    dwarf::Location LocationAt(const dwarf::Die& die, uint16_t attribute, uint64_t address,
                               const dwarf::ExpressionContext& context);

    std::unordered_map<const void*, std::shared_ptr<void>> kept;  ///< See SymbolFile::Kept().

  private:
    std::vector<CodeFrame> FindFrames(uint64_t address);
    std::vector<Variable> FindVariables(const SymbolFile& file, uint64_t address);
    std::vector<DeclaredVariable> FindAllVariables(const SymbolFile& file, uint64_t address);
    /// Of the saved index, where it has any.
    std::optional<std::span<const dwarf::FunctionIndex::Entry>> SavedFunctions(const dwarf::Unit& unit) const;
    std::optional<dwarf::LineTable::Rows> SavedLines(const dwarf::Unit& unit) const;

    std::optional<MappedFile> index_mapping_;
    std::optional<IndexTables> index_;
    std::optional<SymbolIndex> symbols_;
    std::vector<DebugFile> other_files_;  // That `debug_` reads too.
    std::unique_ptr<dwarf::DebugInfo> debug_;
    std::optional<TypeIndex> types_;
    std::unordered_map<uint32_t, std::unique_ptr<dwarf::FunctionIndex>> functions_;
    std::unordered_map<uint32_t, std::unique_ptr<dwarf::LineTable>> lines_;
    std::unique_ptr<BugTable> bugs_;
    std::optional<bool> has_random_layout_;
    AnswerCache<std::vector<Symbol>, 65536, std::string> functions_named_;
    AnswerCache<std::vector<dwarf::Die>, 1024> scopes_;
    AnswerCache<std::vector<CodeFrame>, 65536> frames_;
    AnswerCache<ScopeContent, 512> declared_;
    AnswerCache<std::vector<Variable>, 256> variables_;
    AnswerCache<std::vector<DeclaredVariable>, 64> all_variables_;
    AnswerCache<MemberList, 2048> members_;
};

}  // namespace faultbox
