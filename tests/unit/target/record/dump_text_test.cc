#include "target/record/dump_text.h"

#include <gtest/gtest.h>

namespace faultbox::record {
namespace {

TEST(DumpHeader, OfAnyReason) {
    SourceFacts facts;
    ReadDumpHeader("Panic#2 Part1\n<4>[    0.788494] 8<--- cut here ---\n", facts);
    EXPECT_EQ(std::string_view(facts.reason), "Panic");
    EXPECT_EQ(facts.count, 2u);
    EXPECT_EQ(facts.part, 1u);
    for (const char* text : {"", "Panic", "Panic#", "Panic#2", "Panic#2 Part", "Panic#2 Part1 more\n", "#2 Part1\n",
                             "<4>[    0.788494] Oops#1 Part1\n", "Oops#99999999999 Part1\n"}) {
        SourceFacts none;
        ReadDumpHeader(text, none);
        EXPECT_TRUE(none.reason.empty()) << text;
        EXPECT_FALSE(none.count || none.part) << text;
    }
}

TEST(EccNotice, OfBothGenerations) {
    SourceFacts facts;
    EXPECT_EQ(TakeEccNotice("text\n\nNo errors detected\n", facts), "text\n");
    EXPECT_EQ(facts.ecc_corrected, 0u);
    EXPECT_EQ(facts.ecc_uncorrectable, 0u);
    EXPECT_EQ(TakeEccNotice("text\nECC: 3 Corrected bytes, 1 unrecoverable blocks\n", facts), "text");
    EXPECT_EQ(facts.ecc_corrected, 3u);
    EXPECT_EQ(facts.ecc_uncorrectable, 1u);
}

TEST(EccNotice, OfATextThatHasNone) {
    SourceFacts facts;
    for (const char* text : {"", "\n", "x\n", "\n\n", "text\nmore\n", "text\n3 Corrected bytes\n",
                             "No errors detected\n", "text\nNo errors detected"}) {
        EXPECT_EQ(TakeEccNotice(text, facts), text);
    }
    EXPECT_FALSE(facts.ecc_corrected);
}

}  // namespace
}  // namespace faultbox::record
