#include "arch/registry.h"
#include "host/symbols/type_member.h"
#include "tests/unit/host/symbols/fixture.h"

namespace faultbox {
namespace {

TEST(Identity, OfALinkedProgram) {
    Fixture fixture("arm-linked.elf");
    const SymbolFileIdentity& identity = fixture.file->identity();
    EXPECT_EQ(identity.build_id.size(), 20u);
    EXPECT_EQ(identity.elf_machine, 40);
    EXPECT_EQ(identity.arch, FindArch(Arch::kArm));
    EXPECT_FALSE(identity.is_relocatable);
    EXPECT_FALSE(identity.is_kernel);
    EXPECT_TRUE(identity.has_debug_info);
    EXPECT_EQ(identity.module_name, "");
}

TEST(Identity, OfARelocatableFile) {
    Fixture fixture("arm-dwarf5.ko");
    const SymbolFileIdentity& identity = fixture.file->identity();
    EXPECT_TRUE(identity.build_id.empty());
    EXPECT_TRUE(identity.is_relocatable);
    EXPECT_EQ(identity.module_name, "arm_dwarf5");
    EXPECT_EQ(identity.release, "");
    EXPECT_TRUE(fixture.file->Notes().empty());
}

TEST(Identity, CompressionThatIsNotReadIsSaidWithItsRemedy) {
    Fixture fixture("x86_64-dwarf5-zstd-player.o");
    std::vector<std::string> notes = fixture.file->Notes();
    ASSERT_FALSE(notes.empty());
    EXPECT_NE(notes[0].find("objcopy --decompress-debug-sections"), std::string::npos) << notes[0];
    EXPECT_EQ(fixture.file->FindFunction("player_update").size(), 1u);
}

TEST(Identity, ZlibSectionsAreReadAsOthers) {
    Fixture fixture("x86_64-dwarf5-zlib-player.o");
    const elf::Section* info = fixture.file->elf().FindSection(".debug_info");
    ASSERT_TRUE(info);
    EXPECT_TRUE(info->flags & 0x800) << "the fixture is not compressed";
    std::vector<TypeRef> types = fixture.file->FindTypes("struct player");
    ASSERT_EQ(types.size(), 1u);
    EXPECT_EQ(types[0].Members().size(), 12u);
    EXPECT_EQ(fixture.file->FramesAt(fixture.Function("player_twice").address).at(0).function, "player_twice");
    EXPECT_TRUE(fixture.file->Notes().empty());
}

TEST(Identity, FilesThatAreNoElfFilesAreRefused) {
    const std::string text = "#!/bin/sh\n";
    EXPECT_EQ(SymbolFile::Open(AsBytes(text), "script").error().code, ErrorCode::kMalformed);
    EXPECT_EQ(SymbolFile::Open({}, "empty").error().code, ErrorCode::kMalformed);
    EXPECT_EQ(SymbolFile::Open(AsBytes("\177ELF"), "cut").error().code, ErrorCode::kTruncated);
}

}  // namespace
}  // namespace faultbox
