#include "host/dwarf/line_table.h"

#include "tests/unit/host/dwarf/section_bytes.h"

namespace faultbox::dwarf {
namespace {

/// A unit of version 4 with DW_AT_comp_dir "/b" and DW_AT_stmt_list 0, and the line table `line`.
SectionBytes UnitWithLines(const std::string& line) {
    SectionBytes bytes;
    bytes.abbrev = FromHex("01 11 00 1b 08 10 17 00 00 00");
    bytes.info = FromHex("0f 00 00 00 04 00 00 00 00 00 04 01 2f 62 00 00 00 00 00");
    bytes.line = FromHex(line);
    return bytes;
}

// DWARF 4, section 6.2: minimum_instruction_length 4, line_base -5, line_range 14, opcode_base 13.
const char kHeader[] =
    "33 00 00 00  04 00  1d 00 00 00  04 01 01 fb 0e 0d  00 01 01 01 01 00 00 00 01 00 00 01"
    "  69 00 00  61 2e 63 00 01 00 00 00 "  // directory "i", file "a.c" in it
    " 00 05 02 00 80 00 00"                 // set_address 0x8000
    " 03 09 01"                             // advance_line 9, copy: 0x8000 line 10
    " 4b"                                   // special: address + 4 * 4, line + 1
    " 02 02 00 01 01";                      // advance_pc 2 * 4, end_sequence

TEST(LineTable, FindsTheRowOfAnAddress) {
    SectionBytes bytes = UnitWithLines(kHeader);
    DebugInfo info(bytes.Sections());
    ASSERT_EQ(info.units().size(), 1u);
    Result<LineTable> table = LineTable::Read(info.units()[0]);
    ASSERT_TRUE(table) << table.error().what;
    ASSERT_TRUE(table->FindRow(0x8000));
    EXPECT_EQ(table->FindRow(0x8000)->line, 10u);
    EXPECT_EQ(table->FindRow(0x800f)->line, 10u);
    EXPECT_EQ(table->FindRow(0x8010)->line, 11u);
    EXPECT_EQ(table->FindRow(0x8017)->line, 11u);
    EXPECT_EQ(table->FindRow(0x8018), nullptr);
    EXPECT_EQ(table->FindRow(0x7fff), nullptr);
    EXPECT_EQ(table->PathOf(1).full, "/b/i/a.c");
    EXPECT_EQ(table->PathOf(1).relative, "i/a.c");
    EXPECT_EQ(table->PathOf(0).full, "");
    EXPECT_EQ(table->PathOf(2).full, "");
}

TEST(LineTable, CutAnywhereGivesTheRowsBeforeTheCutOrAnError) {
    SectionBytes whole = UnitWithLines(kHeader);
    for (size_t size = 0; size < whole.line.size(); ++size) {
        SectionBytes cut = whole;
        cut.line.resize(size);
        DebugInfo info(cut.Sections());
        Result<LineTable> table = LineTable::Read(info.units()[0]);
        if (table) EXPECT_EQ(table->FindRow(0x8000), nullptr) << size;
    }
}

TEST(LineTable, ALineRangeOfZeroIsRefused) {
    SectionBytes bytes = UnitWithLines(kHeader);
    bytes.line[14] = 0;
    DebugInfo info(bytes.Sections());
    Result<LineTable> table = LineTable::Read(info.units()[0]);
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().code, ErrorCode::kMalformed);
}

}  // namespace
}  // namespace faultbox::dwarf
