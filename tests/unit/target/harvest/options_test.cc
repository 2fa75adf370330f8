#include "target/harvest/options.h"

#include <gtest/gtest.h>

#include <vector>

namespace faultbox::harvest {
namespace {

std::expected<Options, UsageError> Parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "faultbox");
    return ParseOptions(static_cast<int>(arguments.size()), arguments.data());
}

TEST(RegionOption, TakesSettings) {
    Result<RegionOption> region = ParseRegionOption("/dev/mem:base=0x50000000,size=1M,record=64K,console=16384,ecc=16");
    ASSERT_TRUE(region);
    EXPECT_EQ(region->path, "/dev/mem");
    EXPECT_EQ(region->base, 0x50000000u);
    EXPECT_EQ(region->size, 0x100000u);
    EXPECT_EQ(region->record_size, 0x10000u);
    EXPECT_EQ(region->console_size, 0x4000u);
    EXPECT_EQ(region->ecc_size, 16u);
    EXPECT_FALSE(region->pmsg_size || region->ftrace_size);
    EXPECT_EQ(ParseRegionOption("dump:2.bin")->path, "dump:2.bin");
    EXPECT_EQ(ParseRegionOption("dump:2.bin:pmsg=1,ftrace=2")->ftrace_size, 2u);
}

TEST(RegionOption, NamesWhatIsWrong) {
    for (const char* argument : {"", ":record=1", "f:record=", "f:record=x", "f:recor=1", "f:record=1,", "f:record=1K2",
                                 "f:record=0x", "f:record=99999999999999999999", "f:record=18446744073709551615K"}) {
        Result<RegionOption> region = ParseRegionOption(argument);
        ASSERT_FALSE(region) << argument;
        EXPECT_EQ(region.error().code, ErrorCode::kMalformed);
    }
    EXPECT_EQ(ParseRegionOption("f:record=1,bad=2").error().offset, 11u);
}

TEST(Options, OfEachVerb) {
    auto harvest = Parse({"harvest", "--pstore", "p", "--ramoops", "r:ecc=1", "--store", "s", "--keep"});
    ASSERT_TRUE(harvest);
    EXPECT_EQ(harvest->verb, Options::Verb::kHarvest);
    EXPECT_STREQ(harvest->pstore, "p");
    EXPECT_EQ(harvest->region->ecc_size, 1u);
    EXPECT_STREQ(harvest->store, "s");
    EXPECT_TRUE(harvest->keep);
    EXPECT_STREQ(harvest->reset_reason, "");
    EXPECT_STREQ(Parse({"harvest", "--reset-reason", "/run/reason"})->reset_reason, "/run/reason");
    auto show = Parse({"show", "--json", "17"});
    ASSERT_TRUE(show);
    EXPECT_EQ(show->id, "17");
    EXPECT_TRUE(show->json);
    EXPECT_STREQ(show->store, "/var/lib/faultbox");
    EXPECT_EQ(show->store, kDefaultStore);
    EXPECT_STREQ(Parse({"list", "--config", "c"})->config, "c");
    EXPECT_NE(Parse({"list", "--store", "/var/lib/faultbox"})->store, kDefaultStore);
    EXPECT_TRUE(Parse({"list", "--help"})->help);
    EXPECT_TRUE(Parse({"show", "--help"})->help);
    EXPECT_TRUE(Parse({"--help"})->help);
    EXPECT_EQ(Parse({"--version"})->verb, Options::Verb::kVersion);
}

TEST(Options, WhatTheStoreMayHold) {
    auto harvest = Parse({"harvest"});
    EXPECT_EQ(QuotaOf(*harvest).max_bytes, 16u << 20);
    EXPECT_EQ(QuotaOf(*harvest).max_records, 256u);
    auto prune = Parse({"prune", "--max-bytes", "512K", "--max-records", "10", "--store", "/s"});
    ASSERT_TRUE(prune);
    EXPECT_EQ(prune->verb, Options::Verb::kPrune);
    EXPECT_EQ(QuotaOf(*prune).max_bytes, 512u << 10);
    EXPECT_EQ(QuotaOf(*prune).max_records, 10u);
    EXPECT_EQ(QuotaOf(*Parse({"harvest", "--max-records", "7"})).max_records, 7u);
    EXPECT_FALSE(Parse({"prune", "--max-records", "0"}));
    EXPECT_FALSE(Parse({"prune", "--max-bytes", "x"}));
    EXPECT_FALSE(Parse({"prune", "--max-bytes"}));
    EXPECT_FALSE(Parse({"prune", "--json"}));
    EXPECT_FALSE(Parse({"list", "--max-bytes", "1"}));
}

TEST(Options, WrongUsage) {
    for (std::vector<const char*> arguments : std::vector<std::vector<const char*>>{{},
                                                                                    {"fetch"},
                                                                                    {"harvest", "--json"},
                                                                                    {"manifest", "--json"},
                                                                                    {"watch", "--json"},
                                                                                    {"list", "--keep"},
                                                                                    {"list", "1"},
                                                                                    {"show"},
                                                                                    {"show", "1", "2"},
                                                                                    {"harvest", "--store"},
                                                                                    {"harvest", "--reset-reason"},
                                                                                    {"list", "--reset-reason", "x"},
                                                                                    {"harvest", "--ramoops", "f:x=1"},
                                                                                    {"harvest", "x"},
                                                                                    {"list", "--stor", "x"}}) {
        EXPECT_FALSE(Parse(arguments));
    }
    EXPECT_STREQ(Parse({"list", "--keep"}).error().argument, "--keep");
}

}  // namespace
}  // namespace faultbox::harvest
