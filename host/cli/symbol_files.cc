#include "host/cli/symbol_files.h"

#include <filesystem>
#include <fstream>

#include "host/cli/console.h"
#include "host/symbols/index_cache.h"

namespace faultbox::cli {
namespace {

namespace fs = std::filesystem;

bool IsElf(const fs::path& path) {
    char magic[4] = {};
    std::ifstream file(path, std::ios::binary);
    file.read(magic, sizeof magic);
    return file.gcount() == 4 && std::string_view(magic, 4) ==
                                     "\x7f"
                                     "ELF";
}

bool Load(const std::string& path, SymbolStore& store) {
    Result<const SymbolFile*> file = store.Load(path);
    if (!file) {
        Complain(path, file.error());
        return false;
    }
    if (std::optional<IndexCache> cache = IndexCache::Default()) {
        Result<bool> attached = cache->Attach(**file);
        if (!attached) Complain(cache->PathOf(**file) + ": not used", attached.error());
    }
    for (const std::string& note : (*file)->Notes()) Complain(path + ": " + note);
    return true;
}

bool LoadFolder(const std::string& folder, SymbolStore& store) {
    Progress progress;
    bool found = false;
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        std::error_code ignored;
        if (!entry->is_regular_file(ignored) || !IsElf(entry->path())) continue;
        progress.Show("reading " + entry->path().string());
        found |= Load(entry->path().string(), store);
    }
    if (error) Complain(folder + ": " + error.message());
    if (!found) Complain(folder + ": no ELF file below it");
    return found;
}

}  // namespace

bool LoadSymbols(const std::string& path, SymbolStore& store) {
    std::error_code ignored;
    return fs::is_directory(path, ignored) ? LoadFolder(path, store) : Load(path, store);
}

void KeepIndexes(const SymbolStore& store) {
    std::optional<IndexCache> cache = IndexCache::Default();
    if (!cache) return;
    Progress progress;
    for (const SymbolFile* file : store.files()) {
        if (!file->MissesIndex()) continue;
        progress.Show("keeping an index of " + file->name());
        // A cache that cannot be written is no concern of who asked a question.
        (void)cache->Save(*file);
    }
}

const SymbolFile* LoadSymbolFile(const std::optional<std::string>& path, SymbolStore& store) {
    if (!path) Complain("--symbols is needed");
    if (!path || !Load(*path, store)) return nullptr;
    return store.files().front();
}

}  // namespace faultbox::cli
