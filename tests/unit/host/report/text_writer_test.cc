#include "host/report/text_writer.h"

#include <gtest/gtest.h>

#include <ranges>

#include "host/report/utf8.h"

namespace faultbox {
namespace {

TEST(TextWriter, AlignsFieldsAndTables) {
    TextWriter text(false);
    text.Heading("Fault");
    text.Field("address", "0x2c");
    text.Field("absent", "");
    text.Table(4, {{"11", "WnR", "write"}, {"5:0", "STATUS", ""}});
    EXPECT_EQ(text.Take(),
              "\n"
              "Fault\n"
              "  address       0x2c\n"
              "    11   WnR     write\n"
              "    5:0  STATUS\n");
}

TEST(TextWriter, WrapsAtBlanksAndCutsLongWords) {
    TextWriter text(false);
    text.Line(2, std::string(60, 'a') + " " + std::string(60, 'b') + " c", Emphasis::kNone, 2);
    text.Field("long", std::string(90, 'x'));
    EXPECT_EQ(text.Take(), "  " + std::string(60, 'a') + "\n    " + std::string(60, 'b') + " c\n" + "  long          " +
                               std::string(84, 'x') + "\n" + std::string(16, ' ') + "xxxxxx\n");
}

TEST(TextWriter, NeverWiderThanTheTerminalWhateverTheInput) {
    TextWriter text(false);
    std::string hostile(5000, 'n');
    text.Field(hostile, hostile);
    text.Table(2, {{hostile, hostile, hostile}, {"a", "b", "c"}});
    text.Line(90, hostile, Emphasis::kNone, 4);
    text.Verbatim(2, hostile);
    std::string written = text.Take();
    for (auto line : written | std::views::split('\n')) {
        EXPECT_LE(ColumnsOf(std::string_view(line)), TextWriter::kWidth);
    }
}

TEST(TextWriter, ColoursOnlyWhereAskedAndNeverForTheInput) {
    TextWriter plain(false);
    plain.Line(0, "\x1b[2Jx", Emphasis::kAlarm);
    EXPECT_EQ(plain.Take(), "\\x1b[2Jx\n");
    TextWriter coloured(true);
    coloured.Line(2, "\x1b[2Jx", Emphasis::kStrong);
    EXPECT_EQ(coloured.Take(), "  \x1b[1m\\x1b[2Jx\x1b[0m\n");
}

}  // namespace
}  // namespace faultbox
