#include <array>

#include "host/symbols/symbol_file_state.h"

namespace faultbox {
namespace {

/// An ELF file of no CPU and without contents: its header, the section header that every table begins with, and that of
/// the section names, an empty string in the file's first line. (System V gABI, "ELF Header", "Sections")
constexpr std::array<uint8_t, 192> kEmptyElf = {
    0x7f, 'E', 'L', 'F', 2,  1, 1, 0, 0,  0, 0,  0, 0, 0, 0, 0,  // 64 bits, little endian
    0,    0,   0,   0,   1,  0, 0, 0, 0,  0, 0,  0, 0, 0, 0, 0,  // e_type, e_machine, e_version, e_entry
    0,    0,   0,   0,   0,  0, 0, 0, 64, 0, 0,  0, 0, 0, 0, 0,  // e_phoff, e_shoff
    0,    0,   0,   0,   64, 0, 0, 0, 0,  0, 64, 0, 2, 0, 1, 0,  // e_ehsize, e_shentsize, e_shnum, e_shstrndx
    0,    0,   0,   0,   0,  0, 0, 0, 0,  0, 0,  0, 0, 0, 0, 0,  //
    0,    0,   0,   0,   0,  0, 0, 0, 0,  0, 0,  0, 0, 0, 0, 0,  //
    0,    0,   0,   0,   0,  0, 0, 0, 0,  0, 0,  0, 0, 0, 0, 0,  //
    0,    0,   0,   0,   0,  0, 0, 0, 0,  0, 0,  0, 0, 0, 0, 0,  //
    0,    0,   0,   0,   3,  0, 0, 0, 0,  0, 0,  0, 0, 0, 0, 0,  // sh_name, sh_type (SHT_STRTAB), sh_flags
    0,    0,   0,   0,   0,  0, 0, 0, 15, 0, 0,  0, 0, 0, 0, 0,  // sh_addr, sh_offset
    1,    0,   0,   0,   0,  0, 0, 0, 0,  0, 0,  0, 0, 0, 0, 0,  // sh_size
    1,    0,   0,   0,   0,  0, 0, 0, 0,  0, 0,  0, 0, 0, 0, 0,  // sh_addralign
};

}  // namespace

Result<std::unique_ptr<SymbolFile>> SymbolFile::OpenTypes(Bytes bytes, std::string_view name) {
    Result<std::unique_ptr<SymbolFile>> file = Open(kEmptyElf, name);
    if (!file) return file;
    State& state = *(*file)->state_;
    state.file_size = bytes.size();
    state.btf.emplace(bytes);
    state.is_btf_alone = true;
    if (!state.btf->needs_base() && !state.btf->Table()) return std::unexpected(state.btf->Table().error());
    return file;
}

bool SymbolFile::NeedsTypesOfKernel() const {
    return state_->btf && state_->btf->needs_base() && !identity().has_debug_info;
}

bool SymbolFile::HasTypesForModules() const {
    return state_->btf && !state_->btf->needs_base() && (identity().is_kernel || state_->is_btf_alone);
}

bool SymbolFile::HasBtfOnly() const {
    return state_->Btf() != nullptr;
}

Result<void> SymbolFile::UseTypesOf(const SymbolFile& kernel) {
    if (!state_->btf || !kernel.state_->btf) return Fail(ErrorCode::kNotFound, "there is no BTF");
    state_->btf->UseBase(*kernel.state_->btf);
    if (!state_->btf->Table()) return std::unexpected(state_->btf->Table().error());
    return {};
}

}  // namespace faultbox
