#include "host/symbols/member_path.h"
#include "host/symbols/type_member.h"
#include "tests/unit/host/symbols/fixture.h"

namespace faultbox {
namespace {

class TypesTest : public testing::TestWithParam<const char*> {
  protected:
    TypeRef Member(std::string_view name) const {
        for (const TypeMember& member : player.Members()) {
            if (member.Name() == name) return member.Type();
        }
        return {};
    }

    Fixture fixture{GetParam()};
    const SymbolFile& file = *fixture.file;
    TypeRef player = file.FindTypes("struct player").at(0);
};

TEST_P(TypesTest, NamesTypesAsC) {
    EXPECT_EQ(player.Name(), "struct player");
    EXPECT_EQ(Member("notify").Name(), "int (*)(struct player *, int)");
    EXPECT_EQ(Member("self").Name(), "struct player *");
    EXPECT_EQ(Member("slots").Name(), "slot_alias[4]");
    EXPECT_EQ(Member("grid").Name(), "int[2][3]");
    EXPECT_EQ(Member("mark").Name(), "unsigned char");
}

TEST_P(TypesTest, KnowsSizesAndKinds) {
    EXPECT_EQ(Member("slots").Size(), 32u);
    EXPECT_EQ(Member("grid").Size(), 24u);
    EXPECT_EQ(Member("self").Size(), file.elf().address_size());
    EXPECT_EQ(Member("self").kind(), TypeKind::kPointer);
    EXPECT_EQ(Member("last").kind(), TypeKind::kStruct);
    EXPECT_EQ(Member("slots").Target().kind(), TypeKind::kTypedef);
    EXPECT_EQ(Member("slots").Target().Complete().Name(), "struct slot");
    EXPECT_EQ(Member("notify").Target().Target().Name(), "int");
    EXPECT_TRUE(Member("state").is_signed());
    EXPECT_FALSE(Member("mark").is_signed());
}

TEST_P(TypesTest, CompletesForwardDeclarations) {
    TypeRef song = Member("song").Target();
    EXPECT_TRUE(song.is_declaration());
    EXPECT_EQ(song.Size(), 4u);
    TypeRef complete = Member("song").Pointee();
    EXPECT_FALSE(complete.is_declaration());
    ASSERT_EQ(complete.Members().size(), 2u);
    EXPECT_EQ(complete.Members()[1].Name(), "rating");
    EXPECT_EQ(FindMember(song, 2, 2).paths.at(0).path, "rating");
}

TEST_P(TypesTest, FindsEachDefinitionOnce) {
    EXPECT_EQ(file.FindTypes("struct song").size(), 1u);
    EXPECT_EQ(file.FindTypes("song").size(), 1u);
    EXPECT_EQ(file.FindTypes("slot_alias").size(), 1u);
    EXPECT_TRUE(file.FindTypes("union player").empty());
    EXPECT_TRUE(file.FindTypes("no_such_type").empty());
}

TEST_P(TypesTest, NamesEnumerators) {
    TypeRef event = file.FindTypes("enum event").at(0);
    EXPECT_EQ(event.EnumeratorName(-7), "EVENT_STOP");
    EXPECT_EQ(event.EnumeratorName(3), "EVENT_NEXT");
    EXPECT_EQ(event.EnumeratorName(1), "");
}

TEST_P(TypesTest, KnowsWhereATypeIsDeclared) {
    EXPECT_EQ(file.FindTypes("struct song").at(0).DeclarationLine(), 1u);
    EXPECT_EQ(file.TypeAt(player.id()), player);
}

// Both by size and line of declaration alike: which of them a declaration means is open.
TEST(SameNamedTypesTest, OfTwoFilesAreTwo) {
    Fixture fixture("priv.ko");
    std::vector<TypeRef> found = fixture.file->FindTypes("struct priv");
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].Members()[0].Name(), "left");
    EXPECT_EQ(found[1].Members()[0].Name(), "right");
    EXPECT_EQ(fixture.file->FindTypes("struct shared").size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Fixtures, TypesTest, testing::ValuesIn(kFixtures), FixtureName);

}  // namespace
}  // namespace faultbox
