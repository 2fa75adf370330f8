#include "host/symbols/symbol_file.h"

#include <algorithm>
#include <format>
#include <functional>

#include "host/symbols/identity.h"
#include "host/symbols/symbol_file_state.h"
#include "host/symbols/symbol_map.h"

namespace faultbox {

Result<std::unique_ptr<SymbolFile>> SymbolFile::Open(Bytes bytes, std::string_view name) {
    Result<std::unique_ptr<elf::ElfFile>> elf = elf::ElfFile::Parse(bytes);
    if (!elf) return std::unexpected(elf.error());
    auto state = std::make_unique<State>();
    state->name = name;
    state->file_size = bytes.size();
    state->elf = std::move(*elf);
    state->identity = Identify(*state->elf, name);
    if (const elf::Section* section = state->elf->FindSection(".BTF")) {
        if (Result<Bytes> types = state->elf->Contents(*section)) state->btf.emplace(*types);
    }
    if (const elf::Section* section = state->elf->FindSection(".BTF.base"); section != nullptr && state->btf) {
        if (Result<Bytes> base = state->elf->Contents(*section)) state->btf->UseDistilledBase(*base);
    }
    return std::unique_ptr<SymbolFile>(new SymbolFile(std::move(state)));
}

Result<std::unique_ptr<SymbolFile>> SymbolFile::OpenMap(Bytes text, std::string_view name) {
    Result<std::vector<uint8_t>> image = ElfOfSymbolMap(text);
    if (!image) return std::unexpected(image.error());
    Result<std::unique_ptr<SymbolFile>> file = Open(*image, name);
    if (!file) return file;
    State& state = *(*file)->state_;
    // The bytes stay where they are when the vector is moved.
    state.image = std::move(*image);
    state.identity.is_kernel = true;
    state.notes.push_back("no source lines, types and code: it is a list of symbols");
    return file;
}

SymbolFile::SymbolFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
SymbolFile::~SymbolFile() = default;

void SymbolFile::Attach(DebugFile debug) {
    state_->debug_file.emplace(std::move(debug));
    state_->identity.has_debug_info = true;
    state_->notes.clear();
}

void SymbolFile::FindDebugFiles(const DebugFolders& folders) {
    state_->folders = folders;
    if (identity().has_debug_info) return;
    std::expected<DebugFile, std::string> debug = FindDebugFile(elf(), name(), folders);
    if (debug) return Attach(std::move(*debug));
    state_->notes.push_back((state_->btf ? "no source lines: " : "no source lines and types: ") + debug.error());
}

const BugTable& SymbolFile::Bugs() const {
    return state_->Bugs(*this);
}

const std::string& SymbolFile::name() const {
    return state_->name;
}

const SymbolFileIdentity& SymbolFile::identity() const {
    return state_->identity;
}

const elf::ElfFile& SymbolFile::elf() const {
    return *state_->elf;
}

namespace {

void AddDamages(const std::string& name, const elf::ElfFile& elf, std::vector<std::string>& notes) {
    for (const elf::Damage& damage : elf.damages()) {
        std::string where = damage.section.empty() ? std::string() : std::format("section {}: ", damage.section);
        notes.push_back(std::format("{}: {}{} (offset {:#x})", name, where, damage.error.what, damage.error.offset));
    }
}

}  // namespace

std::vector<std::string> SymbolFile::Notes() const {
    const dwarf::DebugInfo& debug = state_->Debug();
    std::vector<std::string> notes;
    if (state_->btf && !identity().has_debug_info && !NeedsTypesOfKernel() && !state_->btf->Table()) {
        const Error& error = state_->btf->Table().error();
        notes.push_back(std::format("{}: BTF: {} (offset {:#x})", name(), error.what, error.offset));
    }
    for (const std::string& note : state_->notes) notes.push_back(std::format("{}: {}", name(), note));
    AddDamages(name(), *state_->elf, notes);
    if (state_->debug_file) AddDamages(state_->debug_file->path, *state_->debug_file->elf, notes);
    if (debug.IsListedToTheEnd()) return notes;
    for (const Error& error : debug.errors()) {
        notes.push_back(std::format("{}: .debug_info: {} (offset {:#x})", name(), error.what, error.offset));
    }
    return notes;
}

std::vector<Symbol> SymbolFile::FindSymbols(std::string_view symbol) const {
    return state_->Symbols().FindByName(symbol);
}

// The text of a module ends with a page, 64 KiB at most on arm64.
constexpr uint64_t kLargestPage = 0x10000;

bool SymbolFile::HasPrintedSize(const Symbol& function, uint64_t size) const {
    if (size == function.size) return true;
    if (function.size == 0 || size < function.size) return false;
    uint64_t end = function.address + size;
    if (state_->Symbols().NextAddress(function) == end) return true;
    std::optional<Symbol> last = FindSymbol(end - 1);
    if (last && last->address != function.address) return false;
    std::optional<Symbol> next = FindSymbol(end);
    if (next && next->address == end) return true;
    bool is_last = SectionAt(end) != SectionAt(function.address);
    return is_last && size - function.size < kLargestPage;
}

const std::vector<Symbol>& SymbolFile::FindFunction(std::string_view symbol) const {
    return state_->FunctionsNamed(*this, symbol);
}

std::vector<Symbol> SymbolFile::FindFunction(std::string_view symbol, std::optional<uint64_t> size) const {
    const std::vector<Symbol>& named = FindFunction(symbol);
    if (!size) return named;
    std::vector<Symbol> found;
    auto has_size = [&](const Symbol& candidate) { return HasPrintedSize(candidate, *size); };
    std::ranges::copy_if(named, std::back_inserter(found), has_size);
    auto is_exact = [&](const Symbol& candidate) { return candidate.size == size; };
    if (std::ranges::any_of(found, is_exact)) std::erase_if(found, std::not_fn(is_exact));
    return found;
}

std::optional<Symbol> SymbolFile::FindSymbol(uint64_t address) const {
    return state_->Symbols().FindByAddress(address);
}

std::shared_ptr<void>& SymbolFile::KeptFor(const void* key) const {
    return state_->kept[key];
}

bool SymbolFile::HasRandomLayout() const {
    return state_->HasRandomLayout();
}

std::vector<Symbol> SymbolFile::SymbolsAt(uint64_t address) const {
    return state_->Symbols().FindAt(address);
}

std::vector<Symbol> SymbolFile::FindAliases(uint64_t address) const {
    return state_->Symbols().FindAliases(address);
}

Result<Bytes> SymbolFile::ReadImage(uint64_t address, uint64_t size) const {
    const elf::Section* section = state_->elf->FindSectionAt(address);
    if (!section) return Fail(ErrorCode::kNotFound, "no section holds the address", address);
    uint64_t offset = address - section->address;
    if (offset >= section->raw.size())
        return Fail(ErrorCode::kNotFound, "the file has no bytes at the address", address);
    Bytes rest = section->raw.subspan(static_cast<size_t>(offset));
    return rest.first(static_cast<size_t>(std::min<uint64_t>(size, rest.size())));
}

std::string_view SymbolFile::SectionAt(uint64_t address) const {
    const elf::Section* section = state_->elf->FindSectionAt(address);
    return section ? section->name : std::string_view();
}

bool SymbolFile::IsCode(uint64_t address) const {
    const elf::Section* section = state_->elf->FindSectionAt(address);
    return section && section->is_code();
}

std::optional<uint64_t> SymbolFile::SectionAddress(std::string_view name) const {
    const elf::Section* section = state_->elf->FindSection(name);
    if (!section || !section->is_allocated()) return std::nullopt;
    return section->address;
}

}  // namespace faultbox
