#include <unistd.h>

#include <filesystem>

#include "arch/common/arch_info.h"
#include "host/symbols/member_path.h"
#include "host/symbols/symbol_store.h"
#include "host/symbols/type_member.h"
#include "tests/unit/host/btf/btf_bytes.h"
#include "tests/unit/host/symbols/fixture.h"

namespace faultbox {
namespace {

class BtfTypesTest : public testing::Test {
  protected:
    TypeRef Member(std::string_view name) const {
        for (const TypeMember& member : player.Members()) {
            if (member.Name() == name) return member.Type();
        }
        return {};
    }

    MappedFile mapping = *MappedFile::Open(FAULTBOX_FIXTURES "/player.btf");
    std::unique_ptr<SymbolFile> file = *SymbolFile::OpenTypes(mapping.bytes(), "vmlinux");
    TypeRef player = file->FindTypes("struct player").at(0);
};

TEST_F(BtfTypesTest, NamesTypesAsC) {
    EXPECT_EQ(player.Name(), "struct player");
    EXPECT_EQ(Member("notify").Name(), "int (*)(struct player *, int)");
    EXPECT_EQ(Member("self").Name(), "struct player *");
    EXPECT_EQ(Member("slots").Name(), "slot_alias[4]");
    EXPECT_EQ(Member("grid").Name(), "int[2][3]");
    EXPECT_EQ(Member("mark").Name(), "unsigned char");
}

TEST_F(BtfTypesTest, KnowsSizesAndKinds) {
    EXPECT_EQ(Member("slots").Size(), 32u);
    EXPECT_EQ(Member("grid").Size(), 24u);
    EXPECT_FALSE(Member("self").Size()) << "nothing in this file tells how large pointers are";
    EXPECT_EQ(Member("self").kind(), TypeKind::kPointer);
    EXPECT_EQ(Member("slots").Target().kind(), TypeKind::kTypedef);
    EXPECT_EQ(Member("slots").Target().Complete().Name(), "struct slot");
    EXPECT_EQ(Member("notify").Target().Target().Name(), "int");
    EXPECT_TRUE(Member("state").is_signed());
    EXPECT_FALSE(Member("mark").is_signed());
    EXPECT_EQ(file->TypeAt(player.id()), player);
    EXPECT_TRUE(file->FindTypes("union player").empty());
}

// The offsets are asserted in player.c.
TEST_F(BtfTypesTest, FindsMembers) {
    EXPECT_EQ(FindMember(player, 40, 4).paths.at(0).path, "slots[3].flags");
    EXPECT_EQ(FindMember(player, 64, 4).paths.at(0).path, "grid[1][2]");
    EXPECT_EQ(FindMember(player, 72, 4).paths.at(0).path, "last.flags");
    EXPECT_EQ(FindMember(player, 6, 2).paths.at(0).path, "high");
}

TEST_F(BtfTypesTest, DoesNotKnowWhatIsOnlyDeclared) {
    TypeRef song = Member("song").Target();
    EXPECT_TRUE(song.is_declaration());
    EXPECT_EQ(song.Name(), "struct song");
    EXPECT_FALSE(song.Size());
    EXPECT_TRUE(Member("song").Pointee().is_declaration());
}

TEST_F(BtfTypesTest, NamesEnumerators) {
    TypeRef event = file->FindTypes("enum event").at(0);
    EXPECT_EQ(event.EnumeratorName(-7), "EVENT_STOP");
    EXPECT_EQ(event.EnumeratorName(3), "EVENT_NEXT");
    EXPECT_EQ(event.EnumeratorName(1), "");
}

// x86-64 psABI 1.0, section 3.2.3: rdi, rsi.
TEST(BtfArguments, AreKnownWhereAFunctionBegins) {
    Fixture fixture("x86_64-btf.ko");
    Symbol function = fixture.Function("player_update");
    std::vector<Variable> arguments = fixture.file->VariablesAt(function.address);
    ASSERT_EQ(arguments.size(), 2u);
    EXPECT_EQ(arguments[0].name, "player");
    EXPECT_EQ(arguments[0].type.Name(), "struct player *");
    EXPECT_EQ(arguments[0].type.Size(), 8u);
    EXPECT_TRUE(arguments[0].is_by_convention);
    const ArchInfo& arch = *fixture.file->identity().arch;
    EXPECT_STREQ(arch.registers[arguments[0].location.value.reg].name, "rdi");
    EXPECT_STREQ(arch.registers[arguments[1].location.value.reg].name, "rsi");
    EXPECT_TRUE(fixture.file->VariablesAt(function.address + 1).empty());
    EXPECT_TRUE(fixture.file->HasBtfOnly());
}

class BtfModuleTest : public testing::Test {
  protected:
    void SetUp() override { std::filesystem::create_directories(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string Write(const char* name, const std::vector<uint8_t>& bytes) const {
        std::string path = (folder_ / name).string();
        std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        return path;
    }
    static std::vector<uint8_t> Module(const btf::BtfBytes& kernel, uint32_t shift) {
        btf::BtfBytes module(static_cast<uint32_t>(kernel.strings.size()) + shift);
        module.Type(module.Name("dongle"), btf::Kind::kStruct, 1, 8);
        module.Words({1, 1, 0});
        return module.Bytes();
    }
    static btf::BtfBytes Kernel() {
        btf::BtfBytes kernel;
        kernel.Int("long", 8, btf::kIntSigned, 64);
        return kernel;
    }

    std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / ("btf" + std::to_string(getpid()));
    SymbolStore store_;
};

TEST_F(BtfModuleTest, GoesOnFromItsKernel) {
    Result<const SymbolFile*> module = store_.Load(Write("dongle", Module(Kernel(), 0)));
    ASSERT_TRUE(module && store_.Load(Write("vmlinux", Kernel().Bytes())));
    EXPECT_TRUE((*module)->NeedsTypesOfKernel());
    EXPECT_TRUE(store_.AttachKernelTypes().empty());
    ASSERT_EQ((*module)->FindTypes("struct dongle").size(), 1u);
    EXPECT_EQ((*module)->FindTypes("struct dongle")[0].Members()[0].Type().Name(), "long");
    EXPECT_EQ((*module)->FindTypes("long").size(), 1u);
}

TEST_F(BtfModuleTest, AnotherKernelIsRefused) {
    Result<const SymbolFile*> module = store_.Load(Write("dongle", Module(Kernel(), 2)));
    ASSERT_TRUE(module && store_.Load(Write("vmlinux", Kernel().Bytes())));
    std::vector<std::string> reasons = store_.AttachKernelTypes();
    ASSERT_EQ(reasons.size(), 1u);
    EXPECT_TRUE(reasons[0].contains("it was built with another one")) << reasons[0];
    EXPECT_TRUE((*module)->FindTypes("struct dongle").empty());
}

TEST_F(BtfModuleTest, NoKernelAtAllIsSaid) {
    ASSERT_TRUE(store_.Load(Write("dongle", Module(Kernel(), 0))));
    std::vector<std::string> reasons = store_.AttachKernelTypes();
    ASSERT_EQ(reasons.size(), 1u);
    EXPECT_TRUE(reasons[0].contains("no vmlinux with BTF is given")) << reasons[0];
}

}  // namespace
}  // namespace faultbox
