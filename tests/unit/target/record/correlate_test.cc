#include "target/record/correlate.h"

#include <gtest/gtest.h>

#include <vector>

namespace faultbox::record {
namespace {

SourceFacts Dump(std::string_view reason, uint32_t count, uint64_t time_us) {
    SourceFacts facts;
    facts.kind = SourceKind::kRamoopsRecord;
    facts.reason = reason;
    facts.count = count;
    facts.part = 1;
    facts.time_us = time_us;
    return facts;
}

SourceFacts Console() {
    SourceFacts facts;
    facts.kind = SourceKind::kRamoopsConsole;
    return facts;
}

Sighting Seen(uint8_t source, uint16_t index, uint64_t headline, uint64_t time_us) {
    Sighting sighting;
    sighting.source = source;
    sighting.index = index;
    sighting.id = source * 100u + index;
    sighting.headline = headline;
    sighting.signature = headline;
    sighting.time_us = time_us;
    sighting.first_line = 10u * index + 1;
    sighting.line_count = 5;
    return sighting;
}

Sighting Followed(Sighting sighting, uint32_t root) {
    sighting.relation = Relation::kFollowed;
    sighting.relation_to = root;
    return sighting;
}

class CorrelationTest : public testing::Test {
  protected:
    void Group(std::vector<SourceFacts> sources, std::vector<Sighting> sightings) {
        for (const Sighting& sighting : sightings) ASSERT_TRUE(correlation_.Add(sighting));
        correlation_.Group(sources);
    }
    std::vector<int> Crashes() {
        std::vector<int> crashes;
        for (size_t i = 0; i < correlation_.sightings().size(); ++i) crashes.push_back(correlation_.CrashOf(i));
        return crashes;
    }
    std::vector<int> Events() {
        std::vector<int> events;
        for (size_t i = 0; i < correlation_.sightings().size(); ++i) events.push_back(correlation_.EventOf(i));
        return events;
    }

    Correlation correlation_;
};

using Indices = std::vector<int>;

// What a fatal oops leaves: Oops#1, Panic#2 with the oops in it, and the console with both.
TEST_F(CorrelationTest, OopsPanicAndConsoleAreOneCrash) {
    Group({Dump("Oops", 1, 765402), Dump("Panic", 2, 790100), Console()},
          {Seen(0, 0, 11, 788758), Seen(1, 0, 11, 788758), Followed(Seen(1, 1, 22, 804568), 0), Seen(2, 0, 11, 788758),
           Followed(Seen(2, 1, 22, 804568), 0)});
    EXPECT_EQ(Crashes(), (Indices{0, 0, 0, 0, 0}));
    EXPECT_EQ(Events(), (Indices{0, 0, 2, 0, 2}));
    EXPECT_EQ(correlation_.OwnerOf(2), 0);
}

// A Panic#2 that is too small to hold the oops.
TEST_F(CorrelationTest, APanicRightAfterAnOopsIsItsOwn) {
    Group({Dump("Oops", 1, 765402), Dump("Panic", 2, 790100)}, {Seen(0, 0, 11, 788758), Seen(1, 0, 22, 804568)});
    EXPECT_EQ(Crashes(), (Indices{0, 0}));
    EXPECT_EQ(Events(), (Indices{0, 1}));
}

// A machine that crashes a second after each boot: the clocks of the dumps, which count from boot on, say nothing.
TEST_F(CorrelationTest, ThePanicOfAnOlderBootIsNotThatOfThisOops) {
    auto first_oops = [](Sighting sighting) {
        sighting.die_count = 1;
        return sighting;
    };
    Group({Dump("Oops", 1, 1343476), Dump("Panic", 2, 1364484), Dump("Oops", 1, 1343512), Dump("Panic", 2, 1364530)},
          {first_oops(Seen(0, 0, 11, 1341316)), first_oops(Seen(1, 0, 11, 1341316)),
           Followed(Seen(1, 1, 33, 1364000), 0), first_oops(Seen(2, 0, 22, 1341320)),
           first_oops(Seen(3, 0, 22, 1341320)), Followed(Seen(3, 1, 33, 1364010), 0)});
    EXPECT_EQ(Crashes(), (Indices{0, 0, 0, 3, 3, 3}));
}

TEST_F(CorrelationTest, APanicMuchLaterIsAnother) {
    Group({Dump("Oops", 1, 765402), Dump("Panic", 2, 90'000'000)},
          {Seen(0, 0, 11, 788758), Seen(1, 0, 22, 89'000'000)});
    EXPECT_EQ(Crashes(), (Indices{0, 1}));
}

// Slots restart at 0 with each boot, so that dumps of two boots stand side by side. Without printk time stamps one bug
// looks the same in both.
TEST_F(CorrelationTest, DumpsOfTwoBootsAreTwoCrashes) {
    Sighting first = Seen(0, 0, 11, 0), second = Seen(1, 0, 11, 0);
    first.time_us = second.time_us = std::nullopt;
    Group({Dump("Oops", 1, 1'000'000), Dump("Oops", 1, 1'100'000)}, {first, second});
    EXPECT_EQ(Crashes(), (Indices{0, 1}));
}

TEST_F(CorrelationTest, OneHeadlineAtTwoTimesAreTwoCrashes) {
    Group({Console(), Dump("Oops", 1, 5'000'000)},
          {Seen(0, 0, 11, 100), Seen(0, 1, 11, 4'000'000), Seen(1, 0, 11, 4'000'000)});
    EXPECT_EQ(Crashes(), (Indices{0, 1, 1}));
    EXPECT_EQ(correlation_.OwnerOf(0), 1);
    EXPECT_EQ(correlation_.OwnerOf(1), 1);
    EXPECT_EQ(correlation_.OwnerOf(7), std::nullopt);
}

// A small record begins in the middle of the oops; the console has all of it.
TEST_F(CorrelationTest, ATextThatBeginsInsideIsRecognized) {
    Sighting torn = Seen(0, 0, 0, 789000), whole = Seen(1, 0, 11, 788758), other = Seen(1, 1, 12, 788900);
    torn.pc = whole.pc = 0xbf000130;
    other.pc = 0xc0001234;
    torn.pid = whole.pid = other.pid = 42;
    torn.line_count = 50;
    Group({Dump("Oops", 1, 765402), Console()}, {torn, whole, other});
    EXPECT_EQ(Crashes(), (Indices{1, 1, 2}));
    EXPECT_EQ(Events(), (Indices{1, 1, 2}));  // the one with the headline shows it better
}

TEST_F(CorrelationTest, TheGravestThenLatestEventOwnsTheText) {
    Sighting warning = Seen(0, 0, 11, 1), oops = Seen(0, 1, 12, 2), later = Seen(0, 2, 13, 3);
    warning.severity = later.severity = Severity::kWarning;
    oops.severity = Severity::kFatal;
    Group({Console()}, {warning, oops, later});
    EXPECT_EQ(Crashes(), (Indices{0, 1, 2}));
    EXPECT_EQ(correlation_.OwnerOf(0), 1);
}

TEST_F(CorrelationTest, ADumpWithoutEventsIsACrashOfItsOwn) {
    Group({Dump("Emergency", 1, 1), Console()}, {MakeTextSighting(0, 77), Seen(1, 0, 11, 1)});
    EXPECT_EQ(Crashes(), (Indices{0, 1}));
    EXPECT_FALSE(correlation_.sightings()[0].has_event());
}

TEST(Sighting, IdsFollowFromTheContentAlone) {
    uint64_t content = ContentId(765402, "Oops#1 Part1\n");
    EXPECT_NE(content, ContentId(765403, "Oops#1 Part1\n"));
    EXPECT_NE(content, ContentId(765402, "Oops#2 Part1\n"));
    EXPECT_EQ(MakeTextSighting(0, content).id, MakeTextSighting(5, content).id);
}

}  // namespace
}  // namespace faultbox::record
