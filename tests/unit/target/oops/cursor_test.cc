#include "target/oops/cursor.h"

#include <gtest/gtest.h>

namespace faultbox {
namespace {

TEST(Cursor, Numbers) {
    Cursor cursor("188, 0xc0c3ac54>12");
    EXPECT_EQ(cursor.Decimal(), 188u);
    EXPECT_TRUE(cursor.Skip(","));
    EXPECT_FALSE(cursor.Skip(","));
    cursor.SkipSpaces();
    EXPECT_EQ(cursor.Hex(), 0xc0c3ac54u);
    EXPECT_EQ(cursor.rest(), ">12");
}

TEST(Cursor, NumbersThatDoNotFitTakeNothing) {
    Cursor decimal("18446744073709551616");
    EXPECT_FALSE(decimal.Decimal());
    EXPECT_EQ(decimal.rest().size(), 20u);
    Cursor small("4294967296");
    EXPECT_FALSE(small.Decimal32());
    EXPECT_EQ(small.Decimal(), 4294967296u);
    Cursor hex("0x10000000000000000");
    EXPECT_FALSE(hex.Hex());
    EXPECT_EQ(hex.peek(), '0');
}

TEST(Cursor, Words) {
    Cursor cursor("Comm: swapper/0 Not tainted");
    EXPECT_EQ(cursor.Until(": "), "Comm");
    EXPECT_EQ(cursor.Token(), "swapper/0");
    EXPECT_FALSE(cursor.SkipPast("Tainted"));
    EXPECT_TRUE(cursor.SkipPast("Not "));
    EXPECT_EQ(cursor.Until("("), "tainted");
    EXPECT_TRUE(cursor.at_end());
    EXPECT_EQ(cursor.peek(), '\0');
}

TEST(Cursor, HexOfWholeText) {
    EXPECT_EQ(ParseHex("FFFFfffa"), 0xfffffffau);
    EXPECT_EQ(ParseHex("ffffffffffffffff"), UINT64_MAX);
    EXPECT_FALSE(ParseHex(""));
    EXPECT_FALSE(ParseHex("0x1"));
    EXPECT_FALSE(ParseHex("12g"));
    EXPECT_FALSE(ParseHex("-1"));
    EXPECT_FALSE(ParseHex("10000000000000000"));
}

TEST(Cursor, Trim) {
    EXPECT_EQ(Trim(" \ta b \t"), "a b");
    EXPECT_EQ(Trim("  "), "");
}

}  // namespace
}  // namespace faultbox
