#include "host/symbols/debug_files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "host/symbols/symbol_store.h"

namespace faultbox {
namespace {

namespace fs = std::filesystem;

const std::string kStripped = FAULTBOX_FIXTURES "/stripped/";
const std::string kLinked = kStripped + "linked.elf";

/// A folder of its own for what a test lays out.
struct Folder {
    explicit Folder(const std::string& name) : path(fs::path(testing::TempDir()) / ("debug_files_" + name)) {
        fs::remove_all(path);
        fs::create_directories(path);
    }
    ~Folder() { fs::remove_all(path); }
    void Copy(const std::string& from, const std::string& to) const {
        fs::create_directories((path / to).parent_path());
        fs::copy_file(from, path / to);
    }
    std::string operator/(const std::string& name) const { return (path / name).string(); }
    fs::path path;
};

std::string BuildIdOf(const std::string& path) {
    std::string hex;
    auto file = OpenDebugFile(path);
    for (uint8_t byte : file->elf->BuildId()) hex += std::format("{:02x}", byte);
    return hex;
}

DebugFolders Nowhere() {
    return {};
}

const SymbolFile* Load(SymbolStore& store, const std::string& path) {
    Result<const SymbolFile*> file = store.Load(path);
    EXPECT_TRUE(file) << path;
    return file ? *file : nullptr;
}

/// The first line of the function's frames, empty without debug information.
std::string FileOfPlayerUpdate(const SymbolFile& file) {
    std::vector<Symbol> found = file.FindFunction("player_update");
    if (found.size() != 1) return "no such function";
    std::vector<CodeFrame> frames = file.FramesAt(found.front().address);
    return frames.empty() ? "" : fs::path(frames.back().file).filename().string();
}

bool HasNote(const SymbolFile& file, std::string_view part) {
    return std::ranges::any_of(file.Notes(), [&](const std::string& note) { return note.contains(part); });
}

TEST(DebugFiles, AreFoundBesideTheFileByTheLink) {
    Folder folder("beside");
    folder.Copy(kLinked, "linked.elf");
    folder.Copy(kStripped + "linked.debug", "linked.debug");
    SymbolStore store(Nowhere());
    const SymbolFile* file = Load(store, folder / "linked.elf");
    EXPECT_EQ(FileOfPlayerUpdate(*file), "player.c");
    EXPECT_TRUE(file->identity().has_debug_info);
    EXPECT_EQ(file->FindTypes("struct player").size(), 1u);
    EXPECT_TRUE(file->Notes().empty());
    // The code is that of the stripped file: a debug file has none.
    EXPECT_TRUE(file->ReadImage(file->FindFunction("player_update").front().address, 4));
}

TEST(DebugFiles, AreFoundInDotDebugAndBelowTheRoots) {
    Folder folder("roots");
    folder.Copy(kLinked, "x/linked.elf");
    folder.Copy(kStripped + "linked.debug", "x/.debug/linked.debug");
    SymbolStore store(Nowhere());
    EXPECT_EQ(FileOfPlayerUpdate(*Load(store, folder / "x/linked.elf")), "player.c");

    folder.Copy(kLinked, "y/linked.elf");
    folder.Copy(kStripped + "linked.debug", "root" + (folder / "y/linked.debug"));
    DebugFolders folders;
    folders.roots = {folder / "root"};
    SymbolStore rooted(folders);
    EXPECT_EQ(FileOfPlayerUpdate(*Load(rooted, folder / "y/linked.elf")), "player.c");
}

TEST(DebugFiles, AreFoundByBuildId) {
    Folder folder("build_id");
    std::string id = BuildIdOf(kLinked);
    ASSERT_EQ(id.size(), 40u);
    folder.Copy(kLinked, "x/linked.elf");
    folder.Copy(kStripped + "linked.debug", "given/.build-id/" + id.substr(0, 2) + "/" + id.substr(2) + ".debug");
    folder.Copy(kStripped + "linked.debug", "cache/" + id + "/debuginfo");
    DebugFolders given;
    given.given = {folder / "given"};
    DebugFolders cached;
    cached.caches = {folder / "cache"};
    for (const DebugFolders& folders : {given, cached}) {
        SymbolStore store(folders);
        EXPECT_EQ(FileOfPlayerUpdate(*Load(store, folder / "x/linked.elf")), "player.c");
    }
}

TEST(DebugFiles, OfAnotherBuildAreRefused) {
    Folder folder("other_build");
    folder.Copy(kLinked, "linked.elf");
    folder.Copy(kStripped + "other.debug", "linked.debug");
    SymbolStore store(Nowhere());
    const SymbolFile* file = Load(store, folder / "linked.elf");
    EXPECT_EQ(FileOfPlayerUpdate(*file), "");
    EXPECT_TRUE(HasNote(*file, "linked.debug: its build id differs"));
}

TEST(DebugFiles, WithoutBuildIdAreCheckedByTheirCrc) {
    Folder folder("crc");
    folder.Copy(kStripped + "noid.ko", "noid.ko");
    folder.Copy(kStripped + "noid.debug", "noid.debug");
    SymbolStore store(Nowhere());
    EXPECT_EQ(FileOfPlayerUpdate(*Load(store, folder / "noid.ko")), "player.c");

    fs::resize_file(folder.path / "noid.debug", fs::file_size(folder.path / "noid.debug") + 1);
    SymbolStore second(Nowhere());
    const SymbolFile* file = Load(second, folder / "noid.ko");
    EXPECT_EQ(FileOfPlayerUpdate(*file), "");
    EXPECT_TRUE(HasNote(*file, "noid.debug: its checksum differs"));
}

TEST(DebugFiles, ThatCannotBeReadSayWhy) {
    Folder folder("unreadable");
    EXPECT_EQ(OpenDebugFile(folder / "gone.debug").error(), "cannot open the file: No such file or directory");
    folder.Copy(kLinked, "cut.debug");
    fs::resize_file(folder.path / "cut.debug", 64);
    EXPECT_TRUE(OpenDebugFile(folder / "cut.debug").error().contains(" (at offset 0x"));
}

// Nothing says that the two belong together.
TEST(DebugFiles, ASupplementWithoutABuildIdIsNotTaken) {
    Folder folder("supplement");
    folder.Copy(FAULTBOX_FIXTURES "/altlink.ko", "altlink.ko");
    folder.Copy(kStripped + "noid.ko", "altlink.debug");
    auto elf = OpenDebugFile(folder / "altlink.ko");
    ASSERT_TRUE(elf);
    auto supplement = FindSupplement(*elf->elf, folder / "altlink.ko", Nowhere());
    ASSERT_FALSE(supplement);
    EXPECT_EQ(supplement.error(), "supplementary file altlink.debug is named without a build id");
}

TEST(DebugFiles, ThatAreMissingAreNamed) {
    Folder folder("missing");
    folder.Copy(kLinked, "linked.elf");
    SymbolStore store(Nowhere());
    const SymbolFile* file = Load(store, folder / "linked.elf");
    EXPECT_EQ(file->FindFunction("player_update").size(), 1u);
    EXPECT_TRUE(file->FramesAt(file->FindFunction("player_update").front().address).empty());
    EXPECT_TRUE(
        HasNote(*file, "no source lines and types: its debug information lies in linked.debug, which is not found"));
}

TEST(DebugFiles, OfTheSameBuildAreAttachedWhateverTheirNames) {
    Folder folder("attached");
    folder.Copy(kLinked, "a.elf");
    folder.Copy(kStripped + "linked.debug", "b.elf");
    SymbolStore store(Nowhere());
    const SymbolFile* stripped = Load(store, folder / "a.elf");
    const SymbolFile* debug = Load(store, folder / "b.elf");
    store.AttachDebugFiles();
    EXPECT_EQ(FileOfPlayerUpdate(*stripped), "player.c");
    EXPECT_EQ(store.FindByBuildId(debug->identity().build_id), stripped);
}

}  // namespace
}  // namespace faultbox
