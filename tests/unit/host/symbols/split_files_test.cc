#include "host/symbols/split_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <format>

#include "host/symbols/llvm_format.h"
#include "host/symbols/member_path.h"
#include "host/symbols/symbol_store.h"

namespace faultbox {
namespace {

namespace fs = std::filesystem;

const std::string kFolder = FAULTBOX_FIXTURES "/";

std::string TypesOf(const SymbolFile& file) {
    std::string text;
    for (const char* name : {"struct player", "struct song", "slot_alias"}) {
        for (const TypeRef& type : file.FindTypes(name)) {
            text += std::format("{} {}\n", type.Name(), type.Size().value_or(0));
            for (const LayoutEntry& entry : DescribeLayout(type)) {
                text += std::format("  {} {} {}\n", entry.member.offset, entry.member.path, entry.member.type.Name());
            }
        }
    }
    return text;
}

/// What a file knows of every fourth byte of its functions.
std::string CodeOf(const SymbolFile& file) {
    std::string text;
    elf::SymbolTable symbols = file.elf().symbols();
    for (uint64_t index = 0; index < symbols.size(); ++index) {
        elf::SymbolEntry symbol = symbols[index];
        if (!symbol.is_function()) continue;
        for (uint64_t offset = 0; offset < symbol.size; offset += 4) {
            uint64_t address = symbol.address + offset;
            text += std::format("{}+{}\n{}", symbol.name, offset, FormatLlvmFrames(file, address));
            for (const Variable& variable : file.VariablesAt(address)) {
                text += std::format("{} {} {} {} {} {}\n", variable.function, variable.type.Name(), variable.name,
                                    int(variable.location.kind), int(variable.location.value.base),
                                    variable.location.value.offset);
            }
            if (std::optional<CallSite> site = file.CallSiteAt(address)) text += std::format("{}\n", site->target);
        }
    }
    return text;
}

const SymbolFile* Load(SymbolStore& store, const std::string& path) {
    Result<const SymbolFile*> file = store.Load(path);
    EXPECT_TRUE(file) << path;
    return file ? *file : nullptr;
}

struct Pair {
    const char* split;
    const char* whole;
};

class SplitFiles : public testing::TestWithParam<Pair> {};

// The compiler writes the same code and the same facts, only to other places.
TEST_P(SplitFiles, SayWhatOneFileSays) {
    SymbolStore store{DebugFolders()};
    const SymbolFile* whole = Load(store, kFolder + GetParam().whole);
    const SymbolFile* split = Load(store, kFolder + GetParam().split + "/module.ko");
    ASSERT_TRUE(whole && split);
    EXPECT_TRUE(split->Notes().empty()) << split->Notes().front();
    EXPECT_FALSE(TypesOf(*whole).empty());
    EXPECT_EQ(TypesOf(*split), TypesOf(*whole));
    EXPECT_NE(CodeOf(*whole).find("player.c:"), std::string::npos);
    EXPECT_EQ(CodeOf(*split), CodeOf(*whole));
}

TEST_P(SplitFiles, MayLieInAPackage) {
    fs::path folder = fs::path(testing::TempDir()) / (std::string("package_") + GetParam().split);
    fs::remove_all(folder);
    fs::create_directories(folder);
    std::string from = kFolder + GetParam().split;
    fs::copy_file(from + "/packed.elf", folder / "packed.elf");
    fs::copy_file(from + "/packed.elf.dwp", folder / "packed.elf.dwp");
    SymbolStore store{DebugFolders()};
    const SymbolFile* split = Load(store, from + "/linked.elf");
    const SymbolFile* packed = Load(store, (folder / "packed.elf").string());
    ASSERT_TRUE(packed && split);
    EXPECT_TRUE(packed->Notes().empty()) << packed->Notes().front();
    EXPECT_NE(CodeOf(*packed).find("player.c:"), std::string::npos);
    EXPECT_EQ(TypesOf(*packed), TypesOf(*split));
    EXPECT_EQ(CodeOf(*packed), CodeOf(*split));
    fs::remove_all(folder);
}

TEST_P(SplitFiles, AreNamedWhereTheyAreMissingOrOfAnotherBuild) {
    fs::path folder = fs::path(testing::TempDir()) / (std::string("missing_") + GetParam().split);
    fs::remove_all(folder);
    fs::create_directories(folder / "given");
    std::string from = kFolder + GetParam().split;
    fs::copy_file(from + "/linked.elf", folder / "linked.elf");
    fs::copy_file(from + "/song.dwo", folder / "player.dwo");
    SymbolStore store{DebugFolders()};
    const SymbolFile* file = Load(store, (folder / "linked.elf").string());
    std::string notes;
    for (const std::string& note : file->Notes()) notes += note + "\n";
    EXPECT_NE(notes.find("/player.dwo is of another build"), std::string::npos) << notes;

    fs::remove(folder / "player.dwo");
    fs::copy_file(from + "/player.dwo", folder / "given/player.dwo");
    DebugFolders folders;
    folders.given = {(folder / "given").string()};
    SymbolStore second(folders);
    file = Load(second, (folder / "linked.elf").string());
    ASSERT_EQ(file->Notes().size(), 1u);
    EXPECT_NE(
        file->Notes().front().find(std::format("split debug information {}/song.dwo not found", GetParam().split)),
        std::string::npos)
        << file->Notes().front();
    EXPECT_EQ(file->FindTypes("struct player").size(), 1u);
    fs::remove_all(folder);
}

constexpr Pair kPairs[] = {{"split4", "x86_64-dwarf4.ko"},
                           {"split5", "x86_64-dwarf5.ko"},
                           {"split4-types", "x86_64-dwarf4-types.ko"},
                           {"split5-types", "x86_64-dwarf5.ko"},
                           {"split5-zlib", "x86_64-dwarf5.ko"}};
INSTANTIATE_TEST_SUITE_P(All, SplitFiles, testing::ValuesIn(kPairs), [](const auto& info) {
    std::string name = info.param.split;
    std::erase(name, '-');
    return name;
});

}  // namespace
}  // namespace faultbox
