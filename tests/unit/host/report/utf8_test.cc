#include "host/report/utf8.h"

#include <gtest/gtest.h>

namespace faultbox {
namespace {

TEST(Utf8, DecodesEachLength) {
    EXPECT_EQ(DecodeUtf8("A").value, U'A');
    EXPECT_EQ(DecodeUtf8("\xc3\xa9").value, 0xe9u);
    EXPECT_EQ(DecodeUtf8("\xe2\x82\xac").value, 0x20acu);
    EXPECT_EQ(DecodeUtf8("\xf0\x9f\x98\x80").value, 0x1f600u);
    EXPECT_EQ(DecodeUtf8("\xf0\x9f\x98\x80").size, 4u);
}

// The invalid sequences of Unicode 15, section 3.9, tables 3-8 to 3-11.
TEST(Utf8, RefusesWhatIsNotUtf8) {
    for (const char* text : {"\xc0\xaf", "\xe0\x80\xbf", "\xf0\x81\x82\x41", "\xed\xa0\x80", "\xf4\x91\x92\x93", "\xff",
                             "\x80", "\xf5\x80\x80\x80"}) {
        CodePoint first = DecodeUtf8(text);
        EXPECT_FALSE(first.valid) << text;
        EXPECT_EQ(first.size, 1u) << text;
        EXPECT_EQ(first.value, 0xfffdu);
    }
    CodePoint cut = DecodeUtf8("\xe1\x80");
    EXPECT_FALSE(cut.valid);
    EXPECT_EQ(cut.size, 2u);
    EXPECT_EQ(DecodeUtf8("\xf1\x80\x80\x41").size, 3u);
}

TEST(Utf8, NothingThatActsOnATerminalIsPrintable) {
    EXPECT_EQ(Printable("mediaserver"), "mediaserver");
    EXPECT_EQ(Printable("\x1b[31mred"), "\\x1b[31mred");
    EXPECT_EQ(Printable("a\nb\rc\td"), "a\\x0ab\\x0dc d");
    EXPECT_EQ(Printable("\xc2\x9b"
                        "31m"),
              "\\x9b31m");  // CSI as one C1 code
    EXPECT_EQ(Printable("a\xe2\x80\xae"
                        "b"),
              "a\\u202eb");
    EXPECT_EQ(Printable("a\xff\xe2\x82"), "a\\xff\\xe2\\x82");
    EXPECT_EQ(Printable(std::string_view("a\0b", 3)), "a\\x00b");
    EXPECT_EQ(Printable("\xc3\xa9"), "\xc3\xa9");
}

TEST(Utf8, ColumnsAreCodePoints) {
    EXPECT_EQ(ColumnsOf(""), 0u);
    EXPECT_EQ(ColumnsOf("a\xc3\xa9\xe2\x82\xac"), 3u);
}

}  // namespace
}  // namespace faultbox
