#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/io/mapped_file.h"
#include "host/symbols/debug_files.h"
#include "host/symbols/symbol_file.h"

namespace faultbox {

/// The symbol files that a user gave: at most one kernel is picked, and modules by name or build id. Of several that
/// fit equally, the one with debug information and code wins, then the first.
class SymbolStore {
  public:
    /// `folders` are where debug files of stripped ones and split debug information are looked for.
    explicit SymbolStore(DebugFolders folders = DebugFolders::OfSystem()) : folders_(std::move(folders)) {}

    /// Debug files are looked for in that folder too, from now on.
    void AddFolder(const std::string& folder) { folders_.given.push_back(folder); }
    /// Maps and opens the file at `path`, an ELF file, a System.map or BTF. Errors of the system carry the errno.
    Result<const SymbolFile*> Load(const std::string& path);
    /// Completes files that were stripped by loaded ones of the same build, whatever their names are.
    void AttachDebugFiles();
    /// Gives modules whose types go on from their kernel's BTF those of a loaded kernel of the same release, or of a
    /// file of BTF alone. Returns, for each module that got none, its name and why.
    std::vector<std::string> AttachKernelTypes();
    /// Takes over an open file.
    const SymbolFile* Add(std::unique_ptr<SymbolFile> file);

    /// The file with that build id (a prefix of at least 8 bytes will do), or nullptr.
    const SymbolFile* FindByBuildId(std::span<const uint8_t> build_id) const;
    /// The module of that name ('-' and '_' are one), or nullptr. With several, the one with `build_id` if given.
    const SymbolFile* FindModule(std::string_view name, std::span<const uint8_t> build_id = {}) const;
    /// The kernel image; with several, the one with `build_id`, else one with `release`, else any.
    const SymbolFile* FindKernel(std::span<const uint8_t> build_id = {}, std::string_view release = {}) const;
    std::vector<const SymbolFile*> files() const;

  private:
    template <typename Predicate>
    const SymbolFile* FindBest(Predicate&& fits) const;

    DebugFolders folders_;
    std::vector<MappedFile> mappings_;
    std::vector<std::unique_ptr<SymbolFile>> files_;
};

}  // namespace faultbox
