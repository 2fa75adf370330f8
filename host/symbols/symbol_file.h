#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arch/common/arch_info.h"
#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "host/io/mapped_file.h"
#include "host/symbols/code_frame.h"
#include "host/symbols/declared_variable.h"
#include "host/symbols/symbol.h"
#include "host/symbols/type_ref.h"

namespace faultbox {

namespace elf {
class ElfFile;
}
class BugTable;
struct DebugFile;
struct DebugFolders;

/// Which build of what a symbol file is.
struct SymbolFileIdentity {
    std::vector<uint8_t> build_id;  ///< GNU build id; empty where the file has none.
    uint16_t elf_machine = 0;
    const ArchInfo* arch = nullptr;  ///< nullptr where no CPU of ours has that e_machine.
    bool is_relocatable = false;     ///< A kernel module or an object file.
    bool is_kernel = false;          ///< A vmlinux: it holds a Linux banner.
    bool has_debug_info = false;     ///< DWARF, here or in a debug file. BTF is none.
    std::string release;      ///< "6.1.140": of the banner, or the first word of a module's vermagic. Empty: unknown.
    std::string banner;       ///< "Linux version 6.1.140 (…) #1 SMP …", without the line end. Empty: no vmlinux.
    std::string module_name;  ///< Of .modinfo, with '_' for '-'; else from the file's name for relocatable files.
};

/// One ELF file with its debug information. Reads only what a question needs. Addresses are link addresses: as in the
/// file, and for relocatable files as laid out by ElfFile (`.text` at 0, other sections behind it). Everything in the
/// file is untrusted. Not for use by several threads at once, since answers fill caches.
class SymbolFile {
  public:
    /// `bytes` must outlive the result, and so must the result every view, TypeRef and Variable taken from it. `name`
    /// is for messages and the module's name. Errors: not an ELF file, or its headers are damaged.
    static Result<std::unique_ptr<SymbolFile>> Open(Bytes bytes, std::string_view name);
    /// The same for a System.map or a copy of /proc/kallsyms, see symbol_map.h: a kernel without lines, types and code.
    static Result<std::unique_ptr<SymbolFile>> OpenMap(Bytes text, std::string_view name);
    /// The same for BTF alone, as /sys/kernel/btf/vmlinux is: types without symbols and code.
    static Result<std::unique_ptr<SymbolFile>> OpenTypes(Bytes bytes, std::string_view name);
    ~SymbolFile();

    /// Lets other files on disk complete this one, which must be at the path `name()`: its debug file where it was
    /// stripped, the split and supplementary debug information that it refers to. To be called before any question.
    /// What is not found is told by Notes().
    void FindDebugFiles(const DebugFolders& folders);
    /// Takes `debug` as what this file was stripped of. To be called before any question.
    void Attach(DebugFile debug);
    /// True for a module whose types are BTF that goes on from its kernel's, and are not known without.
    bool NeedsTypesOfKernel() const;
    /// True where its BTF stands by itself, so that a module's may go on from it.
    bool HasTypesForModules() const;
    /// Lets the types of this module go on from those of `kernel`, which must outlive it. To be called before any
    /// question. kMismatch where they do not fit together.
    Result<void> UseTypesOf(const SymbolFile& kernel);
    const std::string& name() const;
    const SymbolFileIdentity& identity() const;
    /// The file's sections, for what is not asked here (unwind tables).
    const elf::ElfFile& elf() const;
    /// What could not be read: damaged sections, unsupported compression with its remedy.
    std::vector<std::string> Notes() const;

    /// All functions (code symbols) of that name: static functions share names. The reference holds until the next
    /// call.
    const std::vector<Symbol>& FindFunction(std::string_view symbol) const;
    /// Only those of that size as kernels print it; all where that is not stated.
    std::vector<Symbol> FindFunction(std::string_view symbol, std::optional<uint64_t> size) const;
    /// True when a kernel prints `size` for the function: its own, or what it takes up to the next symbol or, as the
    /// last of a module, up to the end of the module's text (get_symbol_pos, kernel/kallsyms.c; find_kallsyms_symbol,
    /// kernel/module/kallsyms.c).
    bool HasPrintedSize(const Symbol& function, uint64_t size) const;
    /// All symbols of that name, of any kind; also those of LTO, whose names kernels print without what it appends.
    std::vector<Symbol> FindSymbols(std::string_view symbol) const;
    /// The symbol that holds `address`: of several the function, the global one, the one with a size. A symbol without
    /// size reaches to the next one in its section.
    std::optional<Symbol> FindSymbol(uint64_t address) const;
    /// The symbols that begin at `address`, also those at the very end of a section.
    std::vector<Symbol> SymbolsAt(uint64_t address) const;
    /// Every name of the place that FindSymbol() gives, itself first.
    std::vector<Symbol> FindAliases(uint64_t address) const;

    /// Functions at `address`, innermost first; empty where the debug information does not know the address. To look up
    /// a return address pass it minus one. The reference holds until the next question.
    const std::vector<CodeFrame>& FramesAt(uint64_t address) const;
    /// Variables and parameters in scope at `address`, innermost scope first, inlined scopes included. From BTF, the
    /// arguments of the function that begins at `address`. The reference holds until the next question.
    const std::vector<Variable>& VariablesAt(uint64_t address) const;
    /// All variables and parameters of the function that holds `address` and of everything inlined into it, in scope at
    /// `address` or not; `inline_depth` is not told and 0, and of locations only constants are. The reference holds
    /// until the next question.
    const std::vector<DeclaredVariable>& VariablesOf(uint64_t address) const;
    /// The variable with a fixed place that holds the byte at `address`, else the one named `symbol` (empty: none), as
    /// the unit of the code at `code_address` declares or defines it. Per-CPU variables are as they are linked.
    std::optional<Variable> StaticVariable(uint64_t code_address, std::optional<uint64_t> address,
                                           std::string_view symbol) const;
    /// The pointers that the unit of the code at `code_address` declares outside of functions and that the compiler
    /// knew to be NULL throughout (DW_AT_const_value). Without locations. None from BTF.
    std::vector<Variable> NullPointersOfUnit(uint64_t code_address) const;
    /// The structures and unions that the unit of the code at `code_address` defines, outside of functions and of each
    /// other. None from BTF, which knows no units.
    std::vector<TypeRef> StructuresOfUnit(uint64_t code_address) const;
    /// The call that returns to `return_address`.
    std::optional<CallSite> CallSiteAt(uint64_t return_address) const;
    /// Ranges of the function at `address`, entry first, each [begin, end).
    std::vector<std::pair<uint64_t, uint64_t>> FunctionRanges(uint64_t address) const;
    /// Parameters of the function that begins at or holds `address`, as declared.
    std::vector<Variable> ParametersOf(uint64_t address) const;

    /// True where members are laid out at random, another way in each tree that is built (CONFIG_RANDSTRUCT).
    bool HasRandomLayout() const;
    /// True where types are those of BTF, because there is no DWARF.
    bool HasBtfOnly() const;
    /// Types of that name: "struct list_head", "list_head", "union u", "enum e" or a typedef's or base type's name.
    /// Definitions only; equal ones of several units once.
    std::vector<TypeRef> FindTypes(std::string_view name) const;
    /// The type of that TypeRef::id().
    TypeRef TypeAt(uint64_t id) const;

    /// Answers from a saved index from now on; to be called before questions. An error where the index is damaged or of
    /// another file: it is left aside then.
    Result<void> UseIndex(MappedFile index) const;
    /// The bytes of this file's index. Goes through all of the debug information.
    std::vector<uint8_t> BuildIndex() const;
    /// True where no part of its debug information lies in another file: an index is bound to one file.
    bool IsWhole() const;
    /// True once a question had to go through all of a large file's debug information, and an index can be kept of it.
    bool MissesIndex() const;

    /// Bytes of the image at [address, address + size), cut at the end of the section. Relocations of relocatable files
    /// are not applied. kNotFound where no section with contents holds the address.
    Result<Bytes> ReadImage(uint64_t address, uint64_t size) const;
    /// Name of the section that holds `address`, empty where none does.
    std::string_view SectionAt(uint64_t address) const;
    /// True where the section that holds `address` is executable.
    bool IsCode(uint64_t address) const;
    /// The file's BUG() and WARN() places, read when first asked for.
    const BugTable& Bugs() const;
    /// What the section named `section` was given as address, for relocatable files.
    std::optional<uint64_t> SectionAddress(std::string_view section) const;

    /// What a higher layer keeps with the file: one `T`, made of the file when it is first asked for.
    template <typename T>
    T& Kept() const {
        std::shared_ptr<void>& kept = KeptFor(&kKeyOf<T>);
        if (!kept) kept = std::make_shared<T>(*this);
        return *static_cast<T*>(kept.get());
    }

  private:
    template <typename T>
    static constexpr char kKeyOf = 0;
    std::shared_ptr<void>& KeptFor(const void* key) const;

    struct State;
    friend struct TypeReader;
    explicit SymbolFile(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace faultbox
