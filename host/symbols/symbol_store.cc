#include "host/symbols/symbol_store.h"

#include <algorithm>
#include <map>

#include "host/btf/type_table.h"
#include "host/elf/elf_file.h"
#include "host/symbols/symbol_map.h"

namespace faultbox {
namespace {

constexpr size_t kShortestBuildId = 8;

bool HasBuildId(const SymbolFile& file, std::span<const uint8_t> build_id) {
    const std::vector<uint8_t>& own = file.identity().build_id;
    if (build_id.size() < kShortestBuildId || build_id.size() > own.size()) return false;
    return std::ranges::equal(build_id, std::span(own).first(build_id.size()));
}

/// A debug file has sections of code without contents.
bool HasCode(const SymbolFile& file) {
    return std::ranges::any_of(file.elf().sections(), [](const elf::Section& section) {
        return section.is_code() && section.size != 0 && !section.raw.empty();
    });
}

int RankOf(const SymbolFile& file) {
    return 2 * HasCode(file) + file.identity().has_debug_info;
}

}  // namespace

template <typename Predicate>
const SymbolFile* SymbolStore::FindBest(Predicate&& fits) const {
    const SymbolFile* best = nullptr;
    for (const auto& file : files_) {
        if (fits(*file) && (!best || RankOf(*file) > RankOf(*best))) best = file.get();
    }
    return best;
}

Result<const SymbolFile*> SymbolStore::Load(const std::string& path) {
    Result<MappedFile> mapping = MappedFile::Open(path);
    if (!mapping) return std::unexpected(mapping.error());
    bool is_map = IsSymbolMap(mapping->bytes());
    bool is_btf = btf::IsBtf(mapping->bytes());
    Result<std::unique_ptr<SymbolFile>> file = is_map   ? SymbolFile::OpenMap(mapping->bytes(), path)
                                               : is_btf ? SymbolFile::OpenTypes(mapping->bytes(), path)
                                                        : SymbolFile::Open(mapping->bytes(), path);
    if (!file) return std::unexpected(file.error());
    mappings_.push_back(std::move(*mapping));
    if (!is_map && !is_btf) (*file)->FindDebugFiles(folders_);
    return Add(std::move(*file));
}

const SymbolFile* SymbolStore::Add(std::unique_ptr<SymbolFile> file) {
    files_.push_back(std::move(file));
    return files_.back().get();
}

void SymbolStore::AttachDebugFiles() {
    std::map<std::vector<uint8_t>, const SymbolFile*> with_debug_info;
    for (const auto& file : files_) {
        const SymbolFileIdentity& identity = file->identity();
        if (identity.has_debug_info) with_debug_info.try_emplace(identity.build_id, file.get());
    }
    for (const auto& file : files_) {
        const SymbolFileIdentity& identity = file->identity();
        if (identity.has_debug_info || identity.build_id.size() < kShortestBuildId) continue;
        auto other = with_debug_info.find(identity.build_id);
        if (other == with_debug_info.end()) continue;
        std::expected<DebugFile, std::string> debug = OpenDebugFile(other->second->name());
        if (debug && WhyNotDebugFileOf(file->elf(), *debug).empty()) file->Attach(std::move(*debug));
    }
}

const SymbolFile* SymbolStore::FindByBuildId(std::span<const uint8_t> build_id) const {
    return FindBest([&](const SymbolFile& file) { return HasBuildId(file, build_id); });
}

const SymbolFile* SymbolStore::FindModule(std::string_view name, std::span<const uint8_t> build_id) const {
    std::string wanted(name);
    std::ranges::replace(wanted, '-', '_');
    auto has_name = [&](const SymbolFile& file) { return file.identity().module_name == wanted; };
    const SymbolFile* exact =
        FindBest([&](const SymbolFile& file) { return has_name(file) && HasBuildId(file, build_id); });
    return exact ? exact : FindBest(has_name);
}

const SymbolFile* SymbolStore::FindKernel(std::span<const uint8_t> build_id, std::string_view release) const {
    auto is_kernel = [](const SymbolFile& file) { return file.identity().is_kernel; };
    const SymbolFile* found =
        FindBest([&](const SymbolFile& file) { return is_kernel(file) && HasBuildId(file, build_id); });
    if (!found && !release.empty()) {
        found = FindBest([&](const SymbolFile& file) { return is_kernel(file) && file.identity().release == release; });
    }
    return found ? found : FindBest(is_kernel);
}

std::vector<const SymbolFile*> SymbolStore::files() const {
    std::vector<const SymbolFile*> files;
    for (const auto& file : files_) files.push_back(file.get());
    return files;
}

}  // namespace faultbox
