#include "host/symbols/member_path.h"

#include "host/symbols/type_member.h"
#include "tests/unit/host/symbols/fixture.h"

namespace faultbox {
namespace {

class MemberPathTest : public testing::TestWithParam<const char*> {
  protected:
    std::vector<std::string> Paths(uint64_t offset, std::optional<uint64_t> size = std::nullopt) const {
        std::vector<std::string> paths;
        for (const MemberPath& path : FindMember(player, offset, size).paths) paths.push_back(path.path);
        return paths;
    }

    Fixture fixture{GetParam()};
    const SymbolFile& file = *fixture.file;
    TypeRef player = file.FindTypes("struct player").at(0);
    uint64_t pointer_size = file.elf().address_size();
    uint64_t song_offset = pointer_size == 8 ? 80 : 76;
};

using Names = std::vector<std::string>;

// Offsets are those that player.c asserts.
TEST_P(MemberPathTest, NamesPlainMembers) {
    EXPECT_EQ(Paths(0, 4), Names{"state"});
    EXPECT_EQ(Paths(11, 1), Names{"mark"});
    EXPECT_EQ(Paths(72, 4), Names{"last.flags"});
    EXPECT_EQ(Paths(song_offset, pointer_size), Names{"song"});
    MemberLookup lookup = FindMember(player, song_offset, pointer_size);
    EXPECT_EQ(lookup.paths[0].type.Name(), "struct song *");
    EXPECT_EQ(lookup.paths[0].size, pointer_size);
    EXPECT_EQ(lookup.paths[0].offset, song_offset);
}

TEST_P(MemberPathTest, NamesArrayElements) {
    EXPECT_EQ(Paths(40, 4), Names{"slots[3].flags"});
    EXPECT_EQ(Paths(64, 4), Names{"grid[1][2]"});
    MemberLookup lookup = FindMember(player, 40, 4);
    EXPECT_EQ(lookup.paths[0].index, 3u);
    EXPECT_EQ(lookup.paths[0].type.Name(), "int");
}

TEST_P(MemberPathTest, ListsAllMembersOfAUnion) {
    EXPECT_EQ(Paths(6, 2), (Names{"high", "number", "real"}));
    EXPECT_EQ(Paths(4, 4), (Names{"number", "real"}));
    EXPECT_EQ(Paths(4, 2), (Names{"low", "number", "real"}));
}

TEST_P(MemberPathTest, StopsAtTheMemberThatHoldsTheWholeAccess) {
    EXPECT_EQ(Paths(40 - 4, 8), Names{"slots[3]"});
    EXPECT_EQ(Paths(68, 8), Names{"last"});
}

TEST_P(MemberPathTest, ListsBitFieldsOfAByte) {
    EXPECT_EQ(Paths(8, 1), (Names{"ready", "mode", "volume"}));
    const MemberPath mode = FindMember(player, 8, 1).paths[1];
    EXPECT_EQ(mode.bit_offset, 1u);
    EXPECT_EQ(mode.bit_size, 5u);
}

TEST_P(MemberPathTest, SaysWhyThereIsNone) {
    EXPECT_EQ(FindMember(player, *player.Size(), 4).miss, MemberMiss::kBeyondEnd);
    EXPECT_EQ(FindMember(player, ~uint64_t{0}, 4).miss, MemberMiss::kBeyondEnd);
    TypeRef integer = file.FindTypes("int").at(0);
    EXPECT_EQ(FindMember(integer, 0, 4).miss, MemberMiss::kNoMembers);
    EXPECT_EQ(FindMember(TypeRef(), 0).miss, MemberMiss::kNoMembers);
    if (pointer_size == 8) {
        EXPECT_EQ(FindMember(player, 76, 4).miss, MemberMiss::kPadding);
    }
}

TEST_P(MemberPathTest, LaysOutAnonymousMembersUnderTheirUnion) {
    std::vector<std::string> lines;
    for (const LayoutEntry& entry : DescribeLayout(player)) {
        lines.push_back(std::string(entry.depth, ' ') + entry.member.path + "@" + std::to_string(entry.member.offset));
    }
    ASSERT_GE(lines.size(), 8u);
    lines.resize(7);
    EXPECT_EQ(lines, (Names{"state@0", "@4", " number@4", " real@4", " @4", "  low@4", "  high@6"}));
}

// Unknown is not padding.
TEST(MemberMissTest, AMemberOfATypeThatIsOnlyDeclared) {
    Fixture fixture("declared.o");
    const TypeRef session = fixture.file->FindTypes("struct Session").at(0);
    for (uint64_t offset : {4, 8, 19}) {
        EXPECT_EQ(FindMember(session, offset, 1).miss, MemberMiss::kDeclared) << offset;
    }
    EXPECT_EQ(FindMember(session, 20, 4).paths.at(0).path, "last");
    EXPECT_EQ(DescribeMiss(MemberMiss::kDeclared, session, 8),
              "offset 0x8 of struct Session lies in or behind a member whose type the debug information only declares");
    const std::vector<LayoutEntry> layout = DescribeLayout(session);
    ASSERT_EQ(layout.size(), 3u);
    EXPECT_EQ(SizeOf(layout[0].member), 4u);
    EXPECT_EQ(SizeOf(layout[1].member), std::nullopt);
    const TypeRef route = session.Members()[1].Type();
    EXPECT_EQ(FindMember(route, 8, 4).miss, MemberMiss::kIncomplete);
}

INSTANTIATE_TEST_SUITE_P(Fixtures, MemberPathTest, testing::ValuesIn(kFixtures), FixtureName);

}  // namespace
}  // namespace faultbox
