#include "host/dwarf/dwarf_constants.h"
#include "host/dwarf/origin.h"
#include "tests/unit/host/dwarf/section_bytes.h"

namespace faultbox::dwarf {
namespace {

// What each file is stands on its first line.
TEST(Malformed, SelfReferringTypesAreReadStepByStep) {
    SectionBytes bytes = LoadMalformed("self_typedef");
    DebugInfo info(bytes.Sections());
    ASSERT_EQ(info.units().size(), 1u);
    Die type = info.RootOf(info.units()[0]).FirstChild();
    ASSERT_EQ(type.tag(), DW_TAG_typedef);
    EXPECT_EQ(type.String(DW_AT_name), "t");
    EXPECT_EQ(type.Reference(DW_AT_type).offset(), type.offset());
    Die qualified = type.NextSibling();
    EXPECT_EQ(qualified.Reference(DW_AT_type).offset(), qualified.offset());
    EXPECT_FALSE(qualified.NextSibling());
}

TEST(Malformed, AUnitEndsWithItsSection) {
    SectionBytes bytes = LoadMalformed("unit_too_long");
    DebugInfo info(bytes.Sections());
    ASSERT_EQ(info.units().size(), 1u);
    EXPECT_EQ(info.units()[0].end, bytes.info.size());
    EXPECT_EQ(info.RootOf(info.units()[0]).tag(), DW_TAG_compile_unit);
}

TEST(Malformed, AReservedLengthEndsTheSearch) {
    SectionBytes bytes = LoadMalformed("unit_length_reserved");
    DebugInfo info(bytes.Sections());
    EXPECT_TRUE(info.units().empty());
    ASSERT_EQ(info.errors().size(), 1u);
    EXPECT_EQ(info.errors()[0].code, ErrorCode::kMalformed);
}

TEST(Malformed, WithoutAbbreviationsAUnitHasNoDies) {
    SectionBytes bytes = LoadMalformed("no_abbreviations");
    DebugInfo info(bytes.Sections());
    ASSERT_EQ(info.units().size(), 1u);
    EXPECT_FALSE(info.RootOf(info.units()[0]));
    EXPECT_EQ(info.RootDataOf(info.units()[0]).name, "");
}

TEST(Malformed, AnUnknownAbbreviationEndsTheChildren) {
    SectionBytes bytes = LoadMalformed("unknown_abbreviation");
    DebugInfo info(bytes.Sections());
    ASSERT_EQ(info.units().size(), 1u);
    Die root = info.RootOf(info.units()[0]);
    EXPECT_TRUE(root.has_children());
    EXPECT_FALSE(root.FirstChild());
    EXPECT_FALSE(root.NextSibling());
}

TEST(Malformed, UnitsBehindAnUnknownVersionAreFound) {
    SectionBytes bytes = LoadMalformed("unknown_version");
    DebugInfo info(bytes.Sections());
    ASSERT_EQ(info.units().size(), 1u);
    EXPECT_EQ(info.units()[0].offset, 12u);
    ASSERT_EQ(info.errors().size(), 1u);
    EXPECT_EQ(info.errors()[0].code, ErrorCode::kUnsupported);
}

TEST(Malformed, SiblingsThatPointBackAreNotFollowed) {
    SectionBytes bytes = LoadMalformed("sibling_backwards");
    DebugInfo info(bytes.Sections());
    Die block = info.RootOf(info.units()[0]).FirstChild();
    ASSERT_EQ(block.tag(), DW_TAG_lexical_block);
    EXPECT_FALSE(block.NextSibling());
}

TEST(Malformed, SpecificationsThatGoRoundHaveNoName) {
    SectionBytes bytes = LoadMalformed("specification_circle");
    DebugInfo info(bytes.Sections());
    Die function = info.RootOf(info.units()[0]).FirstChild();
    ASSERT_EQ(function.tag(), DW_TAG_subprogram);
    EXPECT_EQ(NameOf(function), "");
    EXPECT_EQ(OriginChain(function).LinkageName(), "");
}

}  // namespace
}  // namespace faultbox::dwarf
