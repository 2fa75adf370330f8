#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/io/mapped_file.h"
#include "host/symbols/symbol_file.h"

namespace faultbox {

/// The symbol files that a user gave: at most one kernel is picked, and modules by name or build id.
class SymbolStore {
  public:
    /// Maps and opens the file at `path`. Errors of the system carry the errno.
    Result<const SymbolFile*> Load(const std::string& path);
    /// Takes over an open file.
    const SymbolFile* Add(std::unique_ptr<SymbolFile> file);

    /// The file with that build id (a prefix of at least 8 bytes will do), or nullptr.
    const SymbolFile* FindByBuildId(std::span<const uint8_t> build_id) const;
    /// The module of that name ('-' and '_' are one), or nullptr. With several, the one with `build_id` if given.
    const SymbolFile* FindModule(std::string_view name, std::span<const uint8_t> build_id = {}) const;
    /// The kernel image; with several, the one with `build_id`, else the first with `release`, else the first.
    const SymbolFile* FindKernel(std::span<const uint8_t> build_id = {}, std::string_view release = {}) const;
    std::vector<const SymbolFile*> files() const;

  private:
    std::vector<MappedFile> mappings_;
    std::vector<std::unique_ptr<SymbolFile>> files_;
};

}  // namespace faultbox
