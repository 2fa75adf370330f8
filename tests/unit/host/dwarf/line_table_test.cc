#include "host/dwarf/line_table.h"

#include <format>

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
    EXPECT_FALSE(table->FindRow(0x8018));
    EXPECT_FALSE(table->FindRow(0x7fff));
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
        if (table) EXPECT_FALSE(table->FindRow(0x8000)) << size;
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

// What stands in front of the program in kHeader, for a program of `size` bytes.
std::string HeaderFor(size_t size) {
    std::string header(kHeader, std::string(kHeader).find(" 00 05 02"));
    const size_t length = 35 + size;
    return std::format("{:02x} {:02x} {:02x} 00 ", length & 0xff, length >> 8 & 0xff, length >> 16) + header.substr(13);
}

std::string Repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

// More rows than are kept: each is of the address, line and discriminator that the opcodes before it make.
TEST(LineTable, FindsEachOfManyRows) {
    constexpr int kRows = 300;
    // Each: discriminator 7; a special opcode for line + 1 and address + 4: 1 - line_base + line_range + opcode_base.
    const std::string program = "00 05 02 00 80 00 00 01 " + Repeated("00 02 04 07 21 ", kRows) + "02 01 00 01 01";
    SectionBytes bytes = UnitWithLines(HeaderFor(8 + 5 * kRows + 5) + program);
    DebugInfo info(bytes.Sections());
    Result<LineTable> table = LineTable::Read(info.units()[0]);
    ASSERT_TRUE(table) << table.error().what;
    ASSERT_EQ(table->rows()->sequences.size(), 1u);
    EXPECT_LT(table->rows()->places.size(), size_t{kRows / 10});
    LineTable again = *LineTable::Read(info.units()[0], *table->rows());
    EXPECT_EQ(table->FindRow(0x8000)->discriminator, 0u);
    for (uint32_t row = 1; row <= kRows; ++row) {
        for (uint64_t address : {0x8000 + 4 * row, 0x8003 + 4 * row}) {
            for (const LineTable* each : {&*table, &again}) {
                std::optional<LineRow> found = each->FindRow(address);
                ASSERT_TRUE(found) << row;
                EXPECT_EQ(found->address, 0x8000 + 4 * row);
                EXPECT_EQ(found->line, 1 + row);
                EXPECT_EQ(found->discriminator, 7u);
            }
        }
    }
    EXPECT_FALSE(table->FindRow(0x8000 + 4 * kRows + 4));
}

// Of rows with one address the last one counts.
TEST(LineTable, TheLastRowOfAnAddressIsTaken) {
    const std::string program = "00 05 02 00 80 00 00 " + Repeated("03 01 01 ", 200) + "02 01 00 01 01";
    SectionBytes bytes = UnitWithLines(HeaderFor(7 + 3 * 200 + 5) + program);
    DebugInfo info(bytes.Sections());
    Result<LineTable> table = LineTable::Read(info.units()[0]);
    ASSERT_TRUE(table->FindRow(0x8003));
    EXPECT_EQ(table->FindRow(0x8003)->line, 201u);
}

// Rows at 0x8000 and 0x8010, one that steps back to 0x7000, the end at 0x9000; then one more sequence.
TEST(LineTable, RowsThatStepBackAreFound) {
    const std::string program =
        "00 05 02 00 80 00 00 01 02 04 03 05 01 00 05 02 00 70 00 00 03 01 01 00 05 02 00 90 00 00 00 01 01 "
        "00 05 02 00 a0 00 00 03 08 01 02 04 00 01 01";
    SectionBytes bytes = UnitWithLines(HeaderFor(48) + program);
    DebugInfo info(bytes.Sections());
    Result<LineTable> table = LineTable::Read(info.units()[0]);
    ASSERT_TRUE(table) << table.error().what;
    LineTable again = *LineTable::Read(info.units()[0], *table->rows());
    const std::pair<uint64_t, uint32_t> lines[] = {{0x7000, 7}, {0x7fff, 7}, {0x8000, 1}, {0x800f, 1},
                                                   {0x8010, 6}, {0x8fff, 6}, {0xa00f, 9}};
    for (const auto& [address, line] : lines) {
        for (const LineTable* each : {&*table, &again}) {
            ASSERT_TRUE(each->FindRow(address)) << address;
            EXPECT_EQ(each->FindRow(address)->line, line) << address;
        }
    }
    EXPECT_FALSE(table->FindRow(0x6fff));
    EXPECT_FALSE(table->FindRow(0x9000));
}

// Two rows, then more DW_LNS_negate_stmt than any compiler writes, which are not run for each look-up.
TEST(LineTable, RowsFarApartAreFound) {
    constexpr int kFar = 70'000;
    const std::string program = "00 05 02 00 80 00 00 01 02 04 01 " + Repeated("06 ", kFar) + "02 04 01 02 04 00 01 01";
    SectionBytes bytes = UnitWithLines(HeaderFor(11 + kFar + 8) + program);
    DebugInfo info(bytes.Sections());
    Result<LineTable> table = LineTable::Read(info.units()[0]);
    ASSERT_TRUE(table) << table.error().what;
    for (uint64_t address : {0x8000, 0x8010, 0x8020}) {
        ASSERT_TRUE(table->FindRow(address + 15));
        EXPECT_EQ(table->FindRow(address + 15)->address, address);
    }
    EXPECT_FALSE(table->FindRow(0x8030));
}

// DWARF 5, section 6.2.4.1: formats with a directory's number alone.
TEST(LineTable, AFileWithoutANameHasNone) {
    SectionBytes bytes = UnitWithLines(
        "2c 00 00 00 05 00 04 00 1c 00 00 00 04 01 01 fb 0e 0d 00 01 01 01 01 00 00 00 01 00 00 01 "
        "01 02 0b 01 00 01 02 0b 01 00 "
        "02 01 02 01 00 01 01 00");
    DebugInfo info(bytes.Sections());
    Result<LineTable> table = LineTable::Read(info.units()[0]);
    ASSERT_TRUE(table) << table.error().what;
    EXPECT_EQ(table->PathOf(0).full, "");
    EXPECT_EQ(table->PathOf(1).full, "");
}

// A name that stands in the table itself (DW_FORM_string) and is empty, and one that is not.
TEST(LineTable, AnEmptyNameIsNone) {
    SectionBytes bytes = UnitWithLines(
        "2a 00 00 00 05 00 04 00 1f 00 00 00 04 01 01 fb 0e 0d 00 01 01 01 01 00 00 00 01 00 00 01 "
        "01 01 08 01 2f 00 01 01 08 02 00 61 00 "
        "00 01 01");
    DebugInfo info(bytes.Sections());
    Result<LineTable> table = LineTable::Read(info.units()[0]);
    ASSERT_TRUE(table) << table.error().what;
    EXPECT_EQ(table->PathOf(0).full, "/");
    EXPECT_EQ(table->PathOf(1).full, "/a");
}

// DW_LNE_define_file. Such a program has to be run for its files, so that its rows are not to be saved.
TEST(LineTable, FilesOfTheProgramAreKnown) {
    const std::string program = "00 08 03 62 2e 53 00 01 00 00 00 05 02 00 80 00 00 04 02 01 02 04 00 01 01";
    SectionBytes bytes = UnitWithLines(HeaderFor(25) + program);
    DebugInfo info(bytes.Sections());
    Result<LineTable> table = LineTable::Read(info.units()[0]);
    ASSERT_TRUE(table) << table.error().what;
    ASSERT_TRUE(table->FindRow(0x8000));
    EXPECT_EQ(table->PathOf(table->FindRow(0x8000)->file).relative, "i/b.S");
    EXPECT_FALSE(table->rows());
}

}  // namespace
}  // namespace faultbox::dwarf
