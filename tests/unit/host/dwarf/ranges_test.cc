#include "host/dwarf/ranges.h"

#include "host/dwarf/dwarf_constants.h"
#include "tests/unit/host/dwarf/section_bytes.h"

namespace faultbox::dwarf {
namespace {

std::vector<std::pair<uint64_t, uint64_t>> RootRanges(const DebugInfo& info) {
    std::vector<std::pair<uint64_t, uint64_t>> pairs;
    for (AddressRange range : RangesOf(info.RootOf(info.units()[0]))) pairs.emplace_back(range.begin, range.end);
    return pairs;
}

using Pairs = std::vector<std::pair<uint64_t, uint64_t>>;

TEST(Ranges, OfVersion5Lists) {
    SectionBytes bytes;
    bytes.abbrev = FromHex("01 11 00 11 01 55 17 00 00 00");
    bytes.info = FromHex("11 00 00 00 05 00 01 04 00 00 00 00  01 00 80 00 00 00 00 00 00");
    bytes.rnglists = FromHex(
        "04 10 20"                     // offset_pair from DW_AT_low_pc 0x8000
        " 05 00 90 00 00  04 00 08"    // base_address 0x9000, offset_pair
        " 06 00 a0 00 00 10 a0 00 00"  // start_end
        " 07 00 b0 00 00 04"           // start_length
        " 04 05 05"                    // empty
        " 00");
    DebugInfo info(bytes.Sections());
    ASSERT_EQ(info.units().size(), 1u);
    EXPECT_EQ(RootRanges(info), (Pairs{{0x8010, 0x8020}, {0x9000, 0x9008}, {0xa000, 0xa010}, {0xb000, 0xb004}}));
    uint64_t left = 100;
    EXPECT_TRUE(HoldsAddress(info.RootOf(info.units()[0]), 0x9007, left));
    EXPECT_FALSE(HoldsAddress(info.RootOf(info.units()[0]), 0x9008, left));
    left = 2;
    EXPECT_FALSE(HoldsAddress(info.RootOf(info.units()[0]), 0x9007, left)) << "the third entry says so";
    EXPECT_EQ(info.FindUnit(0xa00f), &info.units()[0]);
    EXPECT_EQ(info.FindUnit(0xa010), nullptr);
}

// DW_RLE_base_addressx where there is no .debug_addr: the pair behind it is no address.
TEST(Ranges, PairsWithoutABaseHoldNothing) {
    SectionBytes bytes;
    bytes.abbrev = FromHex("01 11 00 11 01 55 17 00 00 00");
    bytes.info = FromHex("11 00 00 00 05 00 01 04 00 00 00 00  01 00 80 00 00 00 00 00 00");
    bytes.rnglists = FromHex("01 00  04 10 20  03 00 10  05 00 90 00 00  04 00 08  00");
    DebugInfo info(bytes.Sections());
    EXPECT_EQ(RootRanges(info), (Pairs{{0x9000, 0x9008}}));
}

TEST(Ranges, OfVersion4Lists) {
    SectionBytes bytes;
    bytes.abbrev = FromHex("01 11 00 11 01 55 17 00 00 00");
    bytes.info = FromHex("10 00 00 00 04 00 00 00 00 00 04  01 00 80 00 00 00 00 00 00");
    bytes.ranges =
        FromHex("10 00 00 00 20 00 00 00  ff ff ff ff 00 90 00 00  00 00 00 00 08 00 00 00  00 00 00 00 00 00 00 00");
    DebugInfo info(bytes.Sections());
    ASSERT_EQ(info.units().size(), 1u);
    EXPECT_EQ(RootRanges(info), (Pairs{{0x8010, 0x8020}, {0x9000, 0x9008}}));
}

TEST(Ranges, ListsThatAreCutEnd) {
    SectionBytes bytes;
    bytes.abbrev = FromHex("01 11 00 11 01 55 17 00 00 00");
    bytes.info = FromHex("11 00 00 00 05 00 01 04 00 00 00 00  01 00 80 00 00 00 00 00 00");
    bytes.rnglists = FromHex("04 10 20 06 00 a0");
    DebugInfo info(bytes.Sections());
    EXPECT_EQ(RootRanges(info), (Pairs{{0x8010, 0x8020}}));
}

// Many functions that share one list would make a list of lists without end.
TEST(Ranges, AreNotGatheredAgainAndAgain) {
    constexpr size_t kEntries = 20'000;
    const std::vector<uint8_t> entry = FromHex("07 00 b0 00 00 04");  // start_length
    SectionBytes bytes;
    bytes.abbrev = FromHex("01 11 00 11 01 55 17 00 00 00");
    bytes.info = FromHex("11 00 00 00 05 00 01 04 00 00 00 00  01 00 80 00 00 00 00 00 00");
    for (size_t i = 0; i < kEntries; ++i) bytes.rnglists.insert(bytes.rnglists.end(), entry.begin(), entry.end());
    bytes.rnglists.push_back(0);
    DebugInfo info(bytes.Sections());
    Die root = info.RootOf(info.units()[0]);
    EXPECT_EQ(RangesOf(root).size(), kEntries);
    size_t gathered = 0;
    for (int again = 0; again < 200; ++again) gathered += RangesOf(root).size();
    EXPECT_LT(gathered, 100 * kEntries);
}

TEST(Aranges, ListUnitsThatHaveThem) {
    SectionBytes bytes;
    bytes.abbrev = FromHex("01 11 00 00 00 00");
    bytes.info = FromHex("08 00 00 00 04 00 00 00 00 00 04 01  08 00 00 00 04 00 00 00 00 00 04 01");
    bytes.aranges =
        FromHex("1c 00 00 00 02 00 0c 00 00 00 04 00 00 00 00 00  00 80 00 00 40 00 00 00  00 00 00 00 00 00 00 00");
    DebugInfo info(bytes.Sections());
    ASSERT_EQ(info.units().size(), 2u);
    EXPECT_EQ(info.FindUnit(0x803f), &info.units()[1]);
    EXPECT_EQ(info.FindUnit(0x8040), nullptr);
}

}  // namespace
}  // namespace faultbox::dwarf
