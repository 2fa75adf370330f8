#include "host/symbols/saved_index.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "fixture.h"
#include "host/symbols/index_cache.h"
#include "host/symbols/llvm_format.h"
#include "host/symbols/name_hash.h"

namespace faultbox {
namespace {

namespace fs = std::filesystem;

/// A folder of its own for each test.
class SavedIndexTest : public testing::Test {
  protected:
    SavedIndexTest() {
        std::string name = (fs::temp_directory_path() / "saved_index_XXXXXX").string();
        EXPECT_NE(mkdtemp(name.data()), nullptr);
        folder = name;
    }
    ~SavedIndexTest() override { fs::remove_all(folder); }

    std::string Write(Bytes bytes) const {
        std::string path = folder + "/index";
        std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        return path;
    }
    Result<void> Use(const Fixture& fixture, Bytes bytes) const {
        return fixture.file->UseIndex(*MappedFile::Open(Write(bytes)));
    }

    std::string folder;
};

std::string Answers(const SymbolFile& file, uint64_t begin, uint64_t size) {
    std::string text;
    for (uint64_t address = begin; address < begin + size; ++address) text += FormatLlvmFrames(file, address);
    for (const char* name : {"struct player", "song", "player", "u32", "no_such_type"}) {
        for (const TypeRef& type : file.FindTypes(name)) text += type.Name() + std::to_string(*type.Size()) + "\n";
    }
    for (const Symbol& symbol : file.FindFunction("player_update")) text += std::to_string(symbol.address);
    return text;
}

ErrorCode CodeOf(const Result<void>& result) {
    return result ? ErrorCode{} : result.error().code;
}

TEST_F(SavedIndexTest, AnswersAreTheSame) {
    for (const char* name : {"arm-linked.elf", "x86_64-dwarf2.ko", "x86_64-dwarf5.ko", "x86_64-dwarf4-types.ko"}) {
        Fixture plain(name);
        Fixture indexed(name);
        ASSERT_TRUE(Use(indexed, Fixture(name).file->BuildIndex())) << name;
        uint64_t begin = plain.Function("player_update").address;
        std::string expected = Answers(*plain.file, begin, 0x100);
        EXPECT_NE(expected.find("player.c"), std::string::npos) << name;
        EXPECT_EQ(Answers(*indexed.file, begin, 0x100), expected) << name;
    }
}

TEST_F(SavedIndexTest, OfAnotherFileIsLeftAside) {
    std::vector<uint8_t> foreign = Fixture("arm-dwarf4.ko").file->BuildIndex();
    Fixture fixture("arm-dwarf5.ko");
    EXPECT_EQ(CodeOf(Use(fixture, foreign)), ErrorCode::kNotFound);
    EXPECT_EQ(fixture.file->FindFunction("player_update").size(), 1u);
}

TEST_F(SavedIndexTest, OfAnotherVersionIsLeftAside) {
    std::vector<uint8_t> bytes = Fixture("arm-linked.elf").file->BuildIndex();
    ++bytes[8];
    EXPECT_EQ(CodeOf(Use(Fixture("arm-linked.elf"), bytes)), ErrorCode::kUnsupported);
}

TEST_F(SavedIndexTest, CutAnywhereIsLeftAside) {
    Fixture fixture("arm-linked.elf");
    std::vector<uint8_t> bytes = fixture.file->BuildIndex();
    for (size_t size = 0; size < bytes.size(); size += 61) {
        EXPECT_EQ(CodeOf(Use(fixture, Bytes(bytes).first(size))), ErrorCode::kTruncated) << size;
    }
}

TEST_F(SavedIndexTest, NoFlippedBitIsBelieved) {
    Fixture fixture("arm-linked.elf");
    IndexedFile described = DescribeForIndex(fixture.file->elf(), fixture.mapping.bytes().size());
    std::vector<uint8_t> bytes = fixture.file->BuildIndex();
    ASSERT_TRUE(ReadIndex(bytes, described));
    for (size_t bit = 0; bit < 8 * bytes.size(); bit += 5) {
        bytes[bit / 8] ^= 1 << bit % 8;
        EXPECT_FALSE(ReadIndex(bytes, described)) << bit;
        bytes[bit / 8] ^= 1 << bit % 8;
    }
}

// A checksum can be made to fit: what the tables say must not lead outside the file.
TEST_F(SavedIndexTest, WildTablesAreHarmless) {
    Fixture fixture("arm-linked.elf");
    uint64_t begin = Fixture("arm-linked.elf").Function("player_update").address;
    IndexedFile described = DescribeForIndex(fixture.file->elf(), fixture.mapping.bytes().size());
    const SymbolIndex::Place places[] = {{begin, ~uint64_t{0}}};
    const SymbolIndex::Name names[] = {{0, ~uint32_t{0}}};
    const TypeIndex::Entry types[] = {{0, ~uint64_t{0}, 0}};
    const dwarf::UnitRange ranges[] = {{{0, ~uint64_t{0}}, 0}, {{begin, begin + 8}, ~uint64_t{0}}};
    const UnitFunctions units[] = {{0, 1, ~uint32_t{0}}};
    const dwarf::FunctionIndex::Entry functions[] = {{{0, ~uint64_t{0}}, ~uint64_t{0}}};
    const UnitLines unit_lines[] = {{0, 0, 1}};
    const dwarf::LineSequence sequences[] = {{0, ~uint64_t{0}, 0, ~uint32_t{0}}};
    const dwarf::LinePlace line_places[] = {{{.address = 0, .file = ~uint32_t{0}}, ~uint64_t{0}}};
    IndexTables tables{{places, names}, types, ranges, units, functions, unit_lines, sequences, line_places};
    ASSERT_TRUE(Use(fixture, WriteIndex(described, tables)));
    EXPECT_FALSE(fixture.file->FindSymbol(begin));
    EXPECT_TRUE(fixture.file->FindTypes("struct player").empty());
    fixture.file->FramesAt(begin);
}

// Names may lead to places that are none, to symbols that are none, and among neighbours in no order.
TEST_F(SavedIndexTest, WildPlacesAreHarmless) {
    const Symbol update = Fixture("arm-linked.elf").Function("player_update");
    const auto hash = static_cast<uint32_t>(HashText("player_update") >> 32);
    const SymbolIndex::Place places[] = {{~uint64_t{0}, update.index}, {update.address, ~uint64_t{0}}, {0, 0}};
    for (const uint32_t place : {0u, 1u, 2u, 3u, ~0u}) {
        Fixture fixture("arm-linked.elf");
        const SymbolIndex::Name names[] = {{hash, place}};
        const IndexedFile described = DescribeForIndex(fixture.file->elf(), fixture.mapping.bytes().size());
        ASSERT_TRUE(Use(fixture, WriteIndex(described, {.symbols = {places, names}})));
        const std::vector<Symbol> found = fixture.file->FindSymbols("player_update");
        EXPECT_EQ(found.size(), place == 0 ? 1u : 0u) << place;
        for (const Symbol& symbol : found) {
            EXPECT_TRUE(fixture.file->HasPrintedSize(symbol, update.size));
            EXPECT_FALSE(fixture.file->HasPrintedSize(symbol, update.size + 4));
        }
        fixture.file->FindSymbol(update.address);
    }
}

TEST_F(SavedIndexTest, IsKeptByBuildId) {
    IndexCache cache(folder + "/new/folder");
    Fixture fixture("arm-linked.elf");
    EXPECT_FALSE(*cache.Attach(*fixture.file));
    ASSERT_TRUE(cache.Save(*fixture.file));
    // 20 bytes of SHA-1.
    EXPECT_EQ(fs::path(cache.PathOf(*fixture.file)).filename().string().size(), 40 + sizeof(".index") - 1);
    EXPECT_TRUE(*cache.Attach(*Fixture("arm-linked.elf").file));
    fs::resize_file(cache.PathOf(*fixture.file), 100);
    EXPECT_FALSE(cache.Attach(*Fixture("arm-linked.elf").file));
}

TEST_F(SavedIndexTest, NeedsABuildIdAndAFolder) {
    EXPECT_EQ(CodeOf(IndexCache(folder).Save(*Fixture("arm-dwarf5.ko").file)), ErrorCode::kUnsupported);
    EXPECT_EQ(CodeOf(IndexCache("/proc/no/folder").Save(*Fixture("arm-linked.elf").file)), ErrorCode::kIo);
}

TEST_F(SavedIndexTest, ProcessesMayWriteAtOnce) {
    constexpr int kProcesses = 4;
    for (int process = 0; process < kProcesses; ++process) {
        if (fork() != 0) continue;
        Fixture fixture("arm-linked.elf");
        bool good = true;
        for (int round = 0; round < 20 && good; ++round) {
            Result<bool> attached = IndexCache(folder).Attach(*Fixture("arm-linked.elf").file);
            good = attached && IndexCache(folder).Save(*fixture.file);
        }
        _exit(good ? 0 : 1);
    }
    for (int process = 0; process < kProcesses; ++process) {
        int status = -1;
        wait(&status);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(std::distance(fs::directory_iterator(folder), fs::directory_iterator()), 1);
}

}  // namespace
}  // namespace faultbox
