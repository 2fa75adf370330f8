#include "host/symbols/split_files.h"

#include <filesystem>
#include <format>
#include <optional>
#include <set>

#include "host/dwarf/split_package.h"
#include "host/elf/debug_link.h"
#include "host/symbols/debug_sections.h"

namespace faultbox {
namespace {

namespace fs = std::filesystem;

constexpr int kMostParents = 16;
constexpr size_t kMostNotes = 8;

bool IsFile(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

/// Where a .dwo file can lie: where the compiler put it; below a folder above the file, as in a build tree that was
/// moved (of a kernel's module the name counts from the tree's root); beside the file; in the folders that the user
/// gave.
std::optional<std::string> FindSplitFile(const dwarf::SplitReference& reference, const std::string& path,
                                         const DebugFolders& folders) {
    fs::path name(reference.file);
    fs::path built = fs::path(reference.comp_dir) / name;
    if (built.is_absolute() && IsFile(built)) return built.string();
    std::error_code ignored;
    fs::path folder = fs::absolute(path, ignored).parent_path();
    if (IsFile(folder / name.filename())) return (folder / name.filename()).string();
    for (int steps = 0; steps < kMostParents && name.is_relative(); ++steps) {
        if (IsFile(folder / name)) return (folder / name).string();
        if (folder == folder.parent_path()) break;
        folder = folder.parent_path();
    }
    for (const std::string& given : folders.given) {
        for (const fs::path& below : {name.relative_path(), name.filename()}) {
            if (IsFile(given / below)) return (given / below).string();
        }
    }
    return std::nullopt;
}

class SplitLoader {
  public:
    SplitLoader(const std::string& path, const DebugFolders& folders, dwarf::DebugInfo& debug,
                std::vector<DebugFile>& files, std::vector<std::string>& notes)
        : path_(path), folders_(folders), debug_(debug), files_(files), notes_(notes) {}

    void LoadPackage() {
        fs::path name = fs::path(path_).filename().string() + ".dwp";
        std::vector<fs::path> candidates = {path_ + ".dwp"};
        for (const std::string& given : folders_.given) candidates.push_back(given / name);
        for (const fs::path& candidate : candidates) {
            if (!IsFile(candidate)) continue;
            const elf::ElfFile* elf = Open(candidate.string());
            if (!elf) continue;
            dwarf::SplitPackage package{LoadDebugSections(*elf, ".dwo"), LoadDebugSection(*elf, "cu_index"),
                                        LoadDebugSection(*elf, "tu_index")};
            debug_.AddPackage(package.all, dwarf::ContributionsOf(package));
            return;
        }
    }

    void LoadSplitUnits() {
        std::set<std::string> loaded;
        for (const dwarf::SplitReference& reference : debug_.MissingSplitUnits()) {
            std::optional<std::string> found = FindSplitFile(reference, path_, folders_);
            if (!found || !loaded.insert(*found).second) continue;
            if (const elf::ElfFile* elf = Open(*found)) debug_.AddSplitFile(LoadDebugSections(*elf, ".dwo"));
        }
        debug_.BindSplitUnits();
        TellMissing();
    }

  private:
    const elf::ElfFile* Open(const std::string& path) {
        std::expected<DebugFile, std::string> file = OpenDebugFile(path);
        if (!file) {
            notes_.push_back(std::format("{}: {}", path, file.error()));
            return nullptr;
        }
        files_.push_back(std::move(*file));
        return files_.back().elf.get();
    }

    void TellMissing() {
        std::vector<dwarf::SplitReference> missing = debug_.MissingSplitUnits();
        for (size_t index = 0; index < missing.size() && index < kMostNotes; ++index) {
            std::optional<std::string> found = FindSplitFile(missing[index], path_, folders_);
            notes_.push_back(found ? std::format("split debug information {} is of another build", *found)
                                   : std::format("split debug information {} not found", missing[index].file));
        }
        if (missing.size() > kMostNotes) {
            notes_.push_back(std::format("and that of {} more units", missing.size() - kMostNotes));
        }
    }

    const std::string& path_;
    const DebugFolders& folders_;
    dwarf::DebugInfo& debug_;
    std::vector<DebugFile>& files_;
    std::vector<std::string>& notes_;
};

}  // namespace

void LoadSplitFiles(const elf::ElfFile& elf, const std::string& path, const DebugFolders& folders,
                    dwarf::DebugInfo& debug, std::vector<DebugFile>& files, std::vector<std::string>& notes) {
    if (elf::FindSupplementLink(elf)) {
        std::expected<DebugFile, std::string> supplement = FindSupplement(elf, path, folders);
        if (supplement) {
            files.push_back(std::move(*supplement));
            debug.AddSupplement(LoadDebugSections(*files.back().elf));
        } else {
            notes.push_back(supplement.error());
        }
    }
    if (debug.MissingSplitUnits().empty()) return;
    SplitLoader loader(path, folders, debug, files, notes);
    loader.LoadPackage();
    debug.BindSplitUnits();
    loader.LoadSplitUnits();
}

}  // namespace faultbox
