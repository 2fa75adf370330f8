#include "host/dwarf/debug_info.h"

#include "host/dwarf/dwarf_constants.h"
#include "host/dwarf/location_list.h"
#include "tests/unit/host/dwarf/section_bytes.h"

namespace faultbox::dwarf {
namespace {

// One unit of DWARF 5 with one DIE, of the abbreviation 1 and with `values`.
SectionBytes UnitOf(const std::string& abbrev, const std::string& values) {
    SectionBytes bytes;
    bytes.abbrev = FromHex(abbrev);
    bytes.info = FromHex("00 00 00 00 05 00 01 04 00 00 00 00  01 " + values);
    bytes.info[0] = static_cast<uint8_t>(bytes.info.size() - 4);
    return bytes;
}

TEST(DebugInfo, ReadsConstantsOfEveryForm) {
    // byte_size data1, bit_size udata, upper_bound sdata, const_value implicit_const -3, decl_line data2, encoding
    // indirect data1, count data4.
    const SectionBytes bytes =
        UnitOf("01 11 00 0b 0b 0d 0f 2f 0d 1c 21 7d 3b 05 3e 16 37 06 00 00 00", "ff 80 01 7f 34 12 0b 07 78 56 34 92");
    DebugInfo info(bytes.Sections());
    Die die = info.RootOf(info.units()[0]);
    EXPECT_EQ(die.Unsigned(DW_AT_byte_size), 0xffu);
    EXPECT_EQ(die.Signed(DW_AT_byte_size), -1);
    EXPECT_EQ(die.Unsigned(DW_AT_bit_size), 128u);
    EXPECT_EQ(die.Signed(DW_AT_upper_bound), -1);
    EXPECT_EQ(die.Signed(DW_AT_const_value), -3);
    EXPECT_EQ(die.Unsigned(DW_AT_decl_line), 0x1234u);
    EXPECT_EQ(die.Unsigned(DW_AT_encoding), 7u);
    EXPECT_EQ(die.Unsigned(DW_AT_count), 0x92345678u);
    EXPECT_EQ(die.Unsigned(DW_AT_name), std::nullopt);
}

// byte_size data8, name strx3, const_value data16, high_pc data2, in places that are the same in all DIEs.
TEST(DebugInfo, ReadsValuesInFixedPlaces) {
    const SectionBytes bytes = UnitOf("01 11 00 0b 07 03 27 1c 1e 12 05 00 00 00",
                                      "08 07 06 05 04 03 02 01  0c 0b 0a "
                                      "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f  22 11");
    DebugInfo info(bytes.Sections());
    Die die = info.RootOf(info.units()[0]);
    EXPECT_EQ(die.Unsigned(DW_AT_byte_size), 0x0102030405060708u);
    ASSERT_TRUE(die.Find(DW_AT_name) && die.Find(DW_AT_const_value));
    EXPECT_EQ(die.Find(DW_AT_name)->value, 0x0a0b0cu);
    EXPECT_EQ(die.Find(DW_AT_const_value)->block.size(), 16u);
    EXPECT_EQ(die.Find(DW_AT_const_value)->block.back(), 0x0f);
    EXPECT_EQ(die.Unsigned(DW_AT_high_pc), 0x1122u);
}

TEST(DebugInfo, ReadsValuesInFixedPlacesOfBigEndianFiles) {
    SectionBytes bytes;
    bytes.abbrev = FromHex("01 11 00 0b 05 3b 06 00 00 00");
    bytes.info = FromHex("00 00 00 0f 00 05 01 04 00 00 00 00  01 12 34 56 78 9a bc 00 00");
    DebugSections sections = bytes.Sections();
    sections.order = std::endian::big;
    DebugInfo info(sections);
    Die die = info.RootOf(info.units()[0]);
    EXPECT_EQ(die.Unsigned(DW_AT_byte_size), 0x1234u);
    EXPECT_EQ(die.Unsigned(DW_AT_decl_line), 0x56789abcu);
}

// The unit ends one byte before the second value does, the section later.
TEST(DebugInfo, AValueThatGoesBeyondItsUnitIsNone) {
    SectionBytes bytes = UnitOf("01 11 00 0b 05 3b 06 00 00 00", "34 12 01 02 03 04 05 06");
    bytes.info[0] = 14;
    DebugInfo info(bytes.Sections());
    Die die = info.RootOf(info.units()[0]);
    EXPECT_EQ(die.Unsigned(DW_AT_byte_size), 0x1234u);
    EXPECT_EQ(die.Unsigned(DW_AT_decl_line), std::nullopt);
    EXPECT_FALSE(die.NextSibling());
}

// Their numbers end with the same six bits.
TEST(DebugInfo, AnAttributeIsNotTakenForAnother) {
    const SectionBytes bytes = UnitOf("01 11 00 0b 0b 00 00 00", "07");  // DW_AT_byte_size, 0x0b
    DebugInfo info(bytes.Sections());
    Die die = info.RootOf(info.units()[0]);
    EXPECT_EQ(die.Unsigned(0x0b), 7u);
    EXPECT_FALSE(die.Has(0x4b));
    EXPECT_EQ(die.Unsigned(0x8b), std::nullopt);
}

TEST(DebugInfo, AnUnknownFormEndsTheDie) {
    SectionBytes bytes;
    bytes.abbrev = FromHex("01 11 00 0b 0b 0d 7f 3b 0b 00 00 00");
    bytes.info = FromHex("0b 00 00 00 04 00 00 00 00 00 04 01 04 05 06");
    DebugInfo info(bytes.Sections());
    Die die = info.RootOf(info.units()[0]);
    EXPECT_EQ(die.Unsigned(DW_AT_byte_size), 4u);
    EXPECT_EQ(die.Unsigned(DW_AT_decl_line), std::nullopt);
}

TEST(LocationList, GivesTheExpressionOfTheAddress) {
    SectionBytes bytes;
    bytes.abbrev = FromHex("01 11 00 11 01 02 17 00 00 00");
    bytes.info = FromHex("11 00 00 00 05 00 01 04 00 00 00 00  01 00 80 00 00 00 00 00 00");
    bytes.loclists = FromHex("04 00 10 01 50  09 01 02  08 10 80 00 00 04 01 51  00");
    DebugInfo info(bytes.Sections());
    Die die = info.RootOf(info.units()[0]);
    auto at = [&](uint64_t pc) {
        auto expression = ExpressionAt(die, DW_AT_location, pc);
        return expression && *expression ? std::string(AsText(**expression)) : std::string("none");
    };
    EXPECT_EQ(at(0x800f), "\x50");
    EXPECT_EQ(at(0x8010), "\x51");
    EXPECT_EQ(at(0x8014), "none");
    bytes.loclists.pop_back();
    DebugInfo cut(bytes.Sections());
    EXPECT_FALSE(ExpressionAt(cut.RootOf(cut.units()[0]), DW_AT_location, 0x8014));
}

// DW_LLE_base_addressx where there is no .debug_addr: the pair behind it is no address.
TEST(LocationList, PairsWithoutABaseHoldNothing) {
    SectionBytes bytes;
    bytes.abbrev = FromHex("01 11 00 11 01 02 17 00 00 00");
    bytes.info = FromHex("11 00 00 00 05 00 01 04 00 00 00 00  01 00 80 00 00 00 00 00 00");
    bytes.loclists = FromHex("01 00  04 00 10 01 50  03 00 10 01 51  06 00 90 00 00  04 00 10 01 52  00");
    DebugInfo info(bytes.Sections());
    Die die = info.RootOf(info.units()[0]);
    for (auto [pc, expected] : {std::pair(0x8u, ""), {0x8008u, ""}, {0x9008u, "\x52"}}) {
        auto expression = ExpressionAt(die, DW_AT_location, pc);
        ASSERT_TRUE(expression);
        EXPECT_EQ(*expression ? AsText(**expression) : "", expected) << pc;
    }
}

}  // namespace
}  // namespace faultbox::dwarf
