#include "host/symbols/symbol_map.h"

#include "host/symbols/symbol_store.h"
#include "tests/unit/host/symbols/fixture.h"

namespace faultbox {
namespace {

// Lines of a System.map of Linux 6.1 for arm.
constexpr std::string_view kArmMap =
    "00000024 A cpu_ca15_suspend_size\n"
    "c0200000 T _stext\n"
    "c02001c0 T vector_swi\n"
    "c0200200 t local_restart\n"
    "c0200224 t __sys_trace\n"
    "c0500000 D sys_call_table\n"
    "c0600000 t late_probe\n"
    "c0600010 B __bss_start\n";

std::unique_ptr<SymbolFile> Open(std::string_view text) {
    auto file = SymbolFile::OpenMap(AsBytes(text), "System.map");
    return file ? std::move(*file) : nullptr;
}

TEST(SymbolMap, GivesFunctionsThatEndWhereTheNextSymbolBegins) {
    auto file = Open(kArmMap);
    ASSERT_TRUE(file);
    EXPECT_TRUE(file->identity().is_kernel);
    EXPECT_TRUE(file->identity().build_id.empty());
    ASSERT_NE(file->identity().arch, nullptr);
    EXPECT_STREQ(file->identity().arch->name, "arm");
    std::vector<Symbol> found = file->FindFunction("local_restart", 0x24);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found.front().address, 0xc0200200u);
    EXPECT_FALSE(found.front().is_global);
    EXPECT_TRUE(file->FindFunction("local_restart", 0x28).empty());
    EXPECT_EQ(file->FindSymbol(0xc02001fc)->name, "vector_swi");
    EXPECT_TRUE(file->IsCode(0xc02001fc));
    EXPECT_TRUE(file->IsCode(0xc0600008));
    EXPECT_FALSE(file->IsCode(0xc0500004));
    EXPECT_FALSE(file->FindSymbol(0x24));
    EXPECT_FALSE(file->ReadImage(0xc02001c0, 4));
    EXPECT_TRUE(file->FramesAt(0xc02001c0).empty());
    ASSERT_EQ(file->Notes().size(), 1u);
    EXPECT_EQ(file->Notes().front(), "System.map: no source lines, types and code: it is a list of symbols");
}

TEST(SymbolMap, LeavesSymbolsOfModulesOut) {
    auto file = Open(
        "ffffffff81000000 T _stext\nffffffff81000040 T secondary_startup_64\n"
        "ffffffff81000100 T next\nffffffffc0000040 t tuner_probe\t[tuner]\n");
    ASSERT_TRUE(file);
    EXPECT_STREQ(file->identity().arch->name, "x86_64");
    EXPECT_TRUE(file->FindSymbols("tuner_probe").empty());
    EXPECT_EQ(file->FindFunction("secondary_startup_64", 0xc0).size(), 1u);
    // Nothing says where the last one ends.
    EXPECT_EQ(file->FindFunction("next").front().size, 0u);
}

TEST(SymbolMap, SaysNothingOfAnUnknownCpu) {
    EXPECT_EQ(Open("c0008000 T _text\nc0008040 T something\n")->identity().arch, nullptr);
}

TEST(SymbolMap, HiddenAddressesAreRefused) {
    auto file = SymbolFile::OpenMap(AsBytes("0000000000000000 T _text\n0000000000000000 T startup_64\n"), "kallsyms");
    ASSERT_FALSE(file);
    EXPECT_STREQ(file.error().what, "all addresses are 0: read the file as root");
    EXPECT_FALSE(SymbolFile::OpenMap({}, "empty"));
}

TEST(SymbolMap, IsToldFromOtherText) {
    EXPECT_TRUE(IsSymbolMap(AsBytes("c02001c0 T vector_swi\n")));
    EXPECT_TRUE(IsSymbolMap(AsBytes("ffffffffc0000040 t tuner_probe\t[tuner]\n")));
    EXPECT_FALSE(IsSymbolMap(AsBytes("c02001c0 vector_swi\n")));
    EXPECT_FALSE(IsSymbolMap(AsBytes("02001c0 T vector_swi\n")));
    EXPECT_FALSE(IsSymbolMap(AsBytes("[    0.000000] Booting Linux\n")));
    EXPECT_FALSE(IsSymbolMap(AsBytes("\177ELF")));
    EXPECT_FALSE(IsSymbolMap({}));
}

// nm wrote the map of a linked program, which is read for comparison.
TEST(SymbolMap, AgreesWithTheImageThatItWasMadeOf) {
    Fixture linked("arm-linked.elf");
    SymbolStore store{DebugFolders()};
    Result<const SymbolFile*> map = store.Load(FAULTBOX_FIXTURES "/arm-linked.map");
    ASSERT_TRUE(map);
    size_t compared = 0;
    elf::SymbolTable symbols = linked.file->elf().symbols();
    for (uint64_t index = 0; index < symbols.size(); ++index) {
        elf::SymbolEntry symbol = symbols[index];
        if (!symbol.is_function()) continue;
        std::vector<Symbol> found = (*map)->FindFunction(symbol.name);
        std::erase_if(found, [&](const Symbol& other) { return other.address != symbol.address; });
        ASSERT_EQ(found.size(), 1u) << symbol.name;
        // The last one's end is not known; the others' is what the kernel would print.
        uint64_t size = found.front().size;
        EXPECT_TRUE(size == 0 || linked.file->HasPrintedSize(*linked.file->FindSymbol(symbol.address), size));
        ++compared;
    }
    EXPECT_GE(compared, 5u);
}

}  // namespace
}  // namespace faultbox
