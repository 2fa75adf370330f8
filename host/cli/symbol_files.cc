#include "host/cli/symbol_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

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

/// Split debug information is read through the file that refers to it.
bool IsSplitDebugFile(const fs::path& path) {
    return path.extension() == ".dwo" || path.extension() == ".dwp";
}

const SymbolFile* Load(const std::string& path, SymbolStore& store) {
    Result<const SymbolFile*> file = store.Load(path);
    if (file) return *file;
    Complain(path, file.error());
    return nullptr;
}

void UseIndex(const SymbolFile& file) {
    std::optional<IndexCache> cache = IndexCache::Default();
    if (!cache) return;
    Result<bool> attached = cache->Attach(file);
    if (!attached) Complain(cache->PathOf(file) + ": not used", attached.error());
}

// To be called when all that belongs to the file is found.
void Prepare(const SymbolFile& file) {
    UseIndex(file);
    for (const std::string& note : file.Notes()) Complain(note);
}

bool IsFolder(const std::string& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

bool LoadFolder(const std::string& folder, SymbolStore& store) {
    Progress progress;
    size_t first = store.files().size();
    std::error_code error;
    std::set<std::string> seen;  // .build-id holds links to files that lie elsewhere.
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        std::error_code ignored;
        const fs::path& path = entry->path();
        if (!entry->is_regular_file(ignored) || !IsElf(path) || IsSplitDebugFile(path)) continue;
        if (!seen.insert(fs::weakly_canonical(path, ignored).string()).second) continue;
        progress.Show("reading " + path.string());
        Load(path.string(), store);
    }
    store.AttachDebugFiles();
    std::vector<const SymbolFile*> files = store.files();
    for (size_t index = first; index < files.size(); ++index) Prepare(*files[index]);
    if (error) Complain(folder + ": " + error.message());
    if (files.size() == first) Complain(folder + ": no ELF file below it");
    return files.size() > first;
}

bool LoadFile(const std::string& path, SymbolStore& store) {
    const SymbolFile* file = Load(path, store);
    if (file) Prepare(*file);
    return file;
}

/// For a module whose types go on from its kernel's: the other files among `paths`, and vmlinux in the folders.
void LoadKernelOf(const std::vector<std::string>& paths, SymbolStore& store) {
    for (const std::string& path : paths) {
        std::string file = IsFolder(path) ? (fs::path(path) / "vmlinux").string() : path;
        std::error_code ignored;
        if (file != store.files().front()->name() && fs::is_regular_file(file, ignored)) Load(file, store);
    }
    for (const std::string& reason : store.AttachKernelTypes()) Complain(reason);
}

}  // namespace

bool LoadSymbols(const std::vector<std::string>& paths, SymbolStore& store) {
    for (const std::string& path : paths) {
        if (IsFolder(path)) store.AddFolder(path);
    }
    bool all = true;
    for (const std::string& path : paths) all &= IsFolder(path) ? LoadFolder(path, store) : LoadFile(path, store);
    for (const std::string& reason : store.AttachKernelTypes()) Complain(reason);
    return all;
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

const SymbolFile* LoadSymbolFile(const std::vector<std::string>& paths, SymbolStore& store) {
    auto file = std::ranges::find_if_not(paths, IsFolder);
    if (file == paths.end()) Complain("--symbols is needed");
    for (const std::string& path : paths) {
        if (IsFolder(path)) store.AddFolder(path);
    }
    if (file == paths.end() || !LoadFile(*file, store)) return nullptr;
    const SymbolFile* first = store.files().front();
    if (first->NeedsTypesOfKernel()) LoadKernelOf(paths, store);
    return first;
}

}  // namespace faultbox::cli
