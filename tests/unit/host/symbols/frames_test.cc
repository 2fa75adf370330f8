#include <algorithm>

#include "host/symbols/llvm_format.h"
#include "tests/unit/host/symbols/fixture.h"

namespace faultbox {
namespace {

class FramesTest : public testing::TestWithParam<const char*> {
  protected:
    Fixture fixture{GetParam()};
    const SymbolFile& file = *fixture.file;
};

/// The first address of `function` whose innermost frame is at `line`.
std::vector<CodeFrame> FramesAtLine(const SymbolFile& file, const Symbol& function, uint32_t line) {
    for (uint64_t offset = 0; offset < function.size; ++offset) {
        std::vector<CodeFrame> frames = file.FramesAt(function.address + offset);
        if (!frames.empty() && frames.front().line == line) return frames;
    }
    return {};
}

TEST_P(FramesTest, TellsInlinedCallers) {
    Symbol function = fixture.Function("player_update");
    std::vector<CodeFrame> frames = FramesAtLine(file, function, MarkedLine("read"));
    ASSERT_EQ(frames.size(), 3u);
    EXPECT_EQ(frames[0].function, "innermost");
    EXPECT_EQ(frames[1].function, "middle");
    EXPECT_EQ(frames[2].function, "player_update");
    EXPECT_EQ(frames[1].line, MarkedLine("middle call"));
    EXPECT_EQ(frames[2].line, MarkedLine("outer call"));
    EXPECT_TRUE(frames[0].inlined);
    EXPECT_TRUE(frames[1].inlined);
    EXPECT_FALSE(frames[2].inlined);
    for (const CodeFrame& frame : frames) {
        EXPECT_EQ(frame.file, FAULTBOX_TESTS_DIR "/unit/host/symbols/fixtures/player.c");
    }
}

TEST_P(FramesTest, FindsStaticFunctionsThatShareAName) {
    std::vector<Symbol> found = file.FindFunction("twice");
    ASSERT_EQ(found.size(), 2u);
    std::vector<std::string> files;
    for (const Symbol& symbol : found) {
        std::vector<CodeFrame> frames = file.FramesAt(symbol.address);
        ASSERT_EQ(frames.size(), 1u);
        EXPECT_EQ(frames[0].function, "twice");
        files.emplace_back(frames[0].file.substr(frames[0].file.rfind('/')));
        EXPECT_EQ(file.FindSymbol(symbol.address + symbol.size - 1)->address, symbol.address);
    }
    std::ranges::sort(files);
    EXPECT_EQ(files, (std::vector<std::string>{"/player.c", "/song.c"}));
    for (const Symbol& symbol : found) {
        for (const Symbol& same_size : file.FindFunction("twice", symbol.size)) EXPECT_EQ(same_size.size, symbol.size);
    }
    EXPECT_TRUE(file.FindFunction("twice", 0x10'0000).empty());
}

// Padding behind a function counts as its own, as long as no symbol stands there.
TEST_P(FramesTest, TakesTheSizeThatKernelsPrint) {
    for (const Symbol& symbol : file.FindFunction("twice")) {
        uint64_t next = symbol.address + symbol.size;
        auto begins = [&](uint64_t address) {
            std::optional<Symbol> there = file.FindSymbol(address);
            return there && there->address == address;
        };
        while (!begins(next) && next < symbol.address + symbol.size + 64) ++next;
        uint64_t printed = next - symbol.address;
        EXPECT_TRUE(file.HasPrintedSize(symbol, symbol.size));
        EXPECT_FALSE(file.HasPrintedSize(symbol, symbol.size - 1));
        if (!begins(next)) continue;
        EXPECT_TRUE(file.HasPrintedSize(symbol, printed)) << printed;
        EXPECT_FALSE(file.HasPrintedSize(symbol, printed + 1)) << printed;
    }
}

TEST_P(FramesTest, KnowsFunctionRangesAndCode) {
    Symbol function = fixture.Function("player_notify");
    auto ranges = file.FunctionRanges(function.address);
    ASSERT_EQ(ranges.size(), 1u);
    EXPECT_EQ(ranges[0].first, function.address);
    EXPECT_EQ(ranges[0].second, function.address + function.size);
    EXPECT_TRUE(file.IsCode(function.address));
    Result<Bytes> code = file.ReadImage(function.address, function.size);
    ASSERT_TRUE(code);
    EXPECT_EQ(code->size(), function.size);
    EXPECT_FALSE(file.IsCode(file.FindSymbols("last_event").front().address));
}

TEST_P(FramesTest, SaysNothingOutsideTheCode) {
    EXPECT_TRUE(file.FramesAt(0xffff'0000).empty());
    EXPECT_TRUE(file.VariablesAt(0xffff'0000).empty());
    EXPECT_FALSE(file.FindSymbol(0xffff'0000));
    EXPECT_FALSE(file.CallSiteAt(0));
    EXPECT_EQ(file.ReadImage(0xffff'0000, 4).error().code, ErrorCode::kNotFound);
    EXPECT_EQ(FormatLlvmFrames(file, 0xffff'0000), "??\n??:0:0\n");
}

INSTANTIATE_TEST_SUITE_P(Fixtures, FramesTest, testing::ValuesIn(kFixtures), FixtureName);

TEST(Frames, AreWrittenAsLlvmSymbolizerDoes) {
    Fixture fixture("arm-linked.elf");
    Symbol function = fixture.Function("player_twice");
    std::string text = FormatLlvmFrames(*fixture.file, function.address);
    EXPECT_EQ(text.find("player_twice\n" FAULTBOX_TESTS_DIR "/unit/host/symbols/fixtures/player.c:"), 0u) << text;
}

TEST(Symbols, ThumbFunctionsHaveEvenAddresses) {
    Fixture thumb("thumb-dwarf5.ko");
    Symbol function = thumb.Function("player_update");
    EXPECT_TRUE(function.is_thumb);
    EXPECT_EQ(function.address % 2, 0u);
    Fixture arm("arm-dwarf5.ko");
    EXPECT_FALSE(arm.Function("player_update").is_thumb);
}

TEST(Symbols, MappingSymbolsNameNothing) {
    Fixture arm("arm-dwarf5.ko");
    EXPECT_TRUE(arm.file->FindSymbols("$a").empty());
    EXPECT_TRUE(arm.file->FindSymbols("$a.0").empty());
    Symbol function = arm.Function("player_update");
    EXPECT_EQ(arm.file->FindSymbol(function.address)->name, "player_update");
}

TEST(Symbols, EveryTextSectionOfARelocatableFileHasAddressesOfItsOwn) {
    Fixture fixture("x86_64-dwarf5-sections.ko");
    Symbol update = fixture.Function("player_update");
    Symbol notify = fixture.Function("player_notify");
    EXPECT_EQ(fixture.file->SectionAt(update.address), ".text.player_update");
    EXPECT_EQ(fixture.file->SectionAt(notify.address), ".text.player_notify");
    EXPECT_NE(update.address, notify.address);
    EXPECT_EQ(fixture.file->SectionAddress(".text.player_update"), update.address);
    EXPECT_EQ(fixture.file->FramesAt(notify.address).back().function, "player_notify");
}

// cleanup_symbol_name(), kernel/kallsyms.c: what LTO appends to a name is not printed.
TEST(Symbols, WhatLtoMadeGlobalIsFoundByItsPrintedName) {
    Fixture promoted("promoted.o");
    EXPECT_EQ(promoted.Function("volume").name, "volume.llvm.16206357712218546562");
    EXPECT_EQ(promoted.Function("volume.llvm.16206357712218546562").size, 2u);
    EXPECT_EQ(promoted.Function("balance").name, "balance");
    EXPECT_EQ(promoted.file->FindFunction("fade").size(), 2u);
    EXPECT_EQ(promoted.file->FindFunction("fade", 3).size(), 1u);
    EXPECT_TRUE(promoted.file->FindFunction("volume.llvm.1").empty());
    EXPECT_TRUE(promoted.file->FindFunction("vol").empty());
}

}  // namespace
}  // namespace faultbox
