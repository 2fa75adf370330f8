#include "host/cli/symbol_files.h"

#include <filesystem>
#include <fstream>

#include "host/cli/console.h"

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

const SymbolFile* LoadSymbolFile(const std::optional<std::string>& path, SymbolStore& store) {
    if (!path) Complain("--symbols is needed");
    if (!path || !Load(*path, store)) return nullptr;
    return store.files().front();
}

}  // namespace faultbox::cli
