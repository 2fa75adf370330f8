#include "target/record/line_sketch.h"

#include <gtest/gtest.h>

#include <string>

namespace faultbox::record {
namespace {

// The expected hashes are those of a script in another language, written from FORMAT.md.
TEST(LineSketch, IsOfLinesWithTimeStampsThatTellABoot) {
    const std::string lines =
        "<4>[    0.837204] 8<--- cut here ---\n"
        "<4>[    0.841883] Unable to handle kernel NULL pointer dereference at virtual address 0000002c\n"
        "<4>[    0.842137] [0000002c] *pgd=00000000\n"
        "<4>[    0.843000] a tick\n"
        "  no stamp\n";
    const LineSketch expected = {0x151fdf40, 0x1af98740, 0xd1967a98};
    EXPECT_EQ(MakeSketch(lines, 5), expected);
    EXPECT_EQ(MakeSketch(lines, 6), expected);
    std::string console = lines;
    for (size_t at; (at = console.find("<4>")) != std::string::npos;) console.erase(at, 3);
    for (size_t at = 0; (at = console.find('\n', at)) != std::string::npos; at += 2) console.insert(at, "\r");
    EXPECT_EQ(MakeSketch(console, 7), expected);
}

TEST(LineSketch, WithoutTimeStampsTheSeedStandsForTheBoot) {
    EXPECT_EQ(MakeSketch("<1>BUG: x\r\n<1>BUG: x\nIP: y\n", 1612345678123456), (LineSketch{0x3497a0e5, 0xab38dd55}));
    EXPECT_NE(MakeSketch("<1>BUG: x\n", 1), MakeSketch("<1>BUG: x\n", 2));
    EXPECT_EQ(MakeSketch("\n\r\n", 1), LineSketch());
}

TEST(LineSketch, OneLineOfSeveralIsNotEnough) {
    const LineSketch event = {10, 20, 30, 40, 50, 60, 70, 80};
    EXPECT_TRUE(AreOfOneEvent(event, event));
    EXPECT_TRUE(AreOfOneEvent(event, {10, 20, 31, 41, 50, 60, 71, 81}));   // half of the lines rotted
    EXPECT_FALSE(AreOfOneEvent(event, {11, 21, 31, 41, 51, 60, 70, 81}));  // all but two
    EXPECT_TRUE(AreOfOneEvent(event, {40, 60, 90, 100, 110}));             // a part of the text
    EXPECT_FALSE(AreOfOneEvent(event, {40, 61, 90, 100, 110}));
    EXPECT_TRUE(AreOfOneEvent({40}, event));
    EXPECT_FALSE(AreOfOneEvent({41}, event));
    EXPECT_FALSE(AreOfOneEvent(LineSketch(), LineSketch()));
}

TEST(LineSketch, DumpsOfTwoTimesAreOfTwoBoots) {
    const LineSketch event = {10, 20, 30};
    EXPECT_TRUE(AreOfOneEvent({event, 1'000'000}, {event, 61'000'000}));
    EXPECT_FALSE(AreOfOneEvent({event, 61'000'001}, {event, 1'000'000}));
    EXPECT_TRUE(AreOfOneEvent({event, 0}, {event, 1'700'000'000'000'000}));
}

TEST(LineSketch, MergedIsThatOfBothTexts) {
    const std::string first = "[    1.000001] a\n[    1.000002] b\n", second = "[    1.000002] b\n[    1.000003] c\n";
    LineSketch merged = MakeSketch(first, 0);
    Merge(MakeSketch(second, 0), merged);
    EXPECT_EQ(merged, MakeSketch(first + second, 0));
}

}  // namespace
}  // namespace faultbox::record
