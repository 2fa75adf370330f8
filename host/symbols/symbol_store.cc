#include "host/symbols/symbol_store.h"

#include <algorithm>

namespace faultbox {
namespace {

constexpr size_t kShortestBuildId = 8;

bool HasBuildId(const SymbolFile& file, std::span<const uint8_t> build_id) {
    const std::vector<uint8_t>& own = file.identity().build_id;
    if (build_id.size() < kShortestBuildId || build_id.size() > own.size()) return false;
    return std::ranges::equal(build_id, std::span(own).first(build_id.size()));
}

}  // namespace

Result<const SymbolFile*> SymbolStore::Load(const std::string& path) {
    Result<MappedFile> mapping = MappedFile::Open(path);
    if (!mapping) return std::unexpected(mapping.error());
    Result<std::unique_ptr<SymbolFile>> file = SymbolFile::Open(mapping->bytes(), path);
    if (!file) return std::unexpected(file.error());
    mappings_.push_back(std::move(*mapping));
    return Add(std::move(*file));
}

const SymbolFile* SymbolStore::Add(std::unique_ptr<SymbolFile> file) {
    files_.push_back(std::move(file));
    return files_.back().get();
}

const SymbolFile* SymbolStore::FindByBuildId(std::span<const uint8_t> build_id) const {
    auto found = std::ranges::find_if(files_, [&](const auto& file) { return HasBuildId(*file, build_id); });
    return found == files_.end() ? nullptr : found->get();
}

const SymbolFile* SymbolStore::FindModule(std::string_view name, std::span<const uint8_t> build_id) const {
    std::string wanted(name);
    std::ranges::replace(wanted, '-', '_');
    const SymbolFile* by_name = nullptr;
    for (const auto& file : files_) {
        if (file->identity().module_name != wanted) continue;
        if (HasBuildId(*file, build_id)) return file.get();
        if (!by_name) by_name = file.get();
    }
    return by_name;
}

const SymbolFile* SymbolStore::FindKernel(std::span<const uint8_t> build_id, std::string_view release) const {
    const SymbolFile* best = nullptr;
    bool best_has_release = false;
    for (const auto& file : files_) {
        if (!file->identity().is_kernel) continue;
        if (HasBuildId(*file, build_id)) return file.get();
        bool has_release = !release.empty() && file->identity().release == release;
        if (!best || (has_release && !best_has_release)) {
            best = file.get();
            best_has_release = has_release;
        }
    }
    return best;
}

std::vector<const SymbolFile*> SymbolStore::files() const {
    std::vector<const SymbolFile*> files;
    for (const auto& file : files_) files.push_back(file.get());
    return files;
}

}  // namespace faultbox
