#include "target/harvest/log_containment.h"

#include <gtest/gtest.h>

namespace faultbox::harvest {
namespace {

TEST(ContainsLog, LevelsAndTheRecordsHeaderDoNotCount) {
    std::string_view console = "[    0.1] boot\n[    0.7] 8<--- cut here ---\n[    0.8] Oops\n[    0.9] end\n";
    EXPECT_TRUE(ContainsLog(console, "Oops#1 Part1\n<4>[    0.7] 8<--- cut here ---\n<1>[    0.8] Oops\n"));
    EXPECT_TRUE(ContainsLog(console, console));
    EXPECT_TRUE(ContainsLog(console, "Oops#1 Part1\n"));
}

TEST(ContainsLog, ALineThatDiffersIsNotContained) {
    std::string_view console = "a\nb\nc\n";
    EXPECT_FALSE(ContainsLog(console, "a\nc\n"));
    EXPECT_FALSE(ContainsLog(console, "b\nc\nd\n"));
    EXPECT_FALSE(ContainsLog(console, "<7>debug\na\n"));
    EXPECT_FALSE(ContainsLog("", "a\n"));
    EXPECT_TRUE(ContainsLog("a\na\nb\n", "a\nb\n"));
}

TEST(ContainsLog, IsBounded) {
    std::string many(200'000, '\n');
    EXPECT_FALSE(ContainsLog(many, many + "x\n"));
}

TEST(Lines, AreCountedFromOne) {
    EXPECT_EQ(Lines("a\nb\nc\n", 2, 1), "b\n");
    EXPECT_EQ(Lines("a\nb\nc", 2, 9), "b\nc");
    EXPECT_EQ(Lines("a\n", 3, 1), "");
}

}  // namespace
}  // namespace faultbox::harvest
