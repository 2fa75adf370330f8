#include "target/usercrash/core_options.h"

#include <gtest/gtest.h>

#include <vector>

namespace faultbox::usercrash {
namespace {

std::expected<CoreOptions, harvest::UsageError> Parse(std::vector<const char*> arguments) {
    return ParseCoreOptions(arguments);
}

TEST(CoreOptionsTest, TakesWhatCorePatternGives) {
    auto options = Parse({"4321", "17", "11", "1000", "100", "1700000000", "--store", "/data/fb", "--user", "99:98"});
    ASSERT_TRUE(options);
    EXPECT_EQ(options->pid, 4321u);
    EXPECT_EQ(options->tid, 17u);
    EXPECT_EQ(options->signal, 11u);
    EXPECT_EQ(options->uid, 1000u);
    EXPECT_EQ(options->gid, 100u);
    EXPECT_EQ(options->time_s, 1700000000u);
    EXPECT_STREQ(options->store, "/data/fb");
    EXPECT_STREQ(options->proc, "/proc");
    EXPECT_EQ(options->user.uid, 99u);
    EXPECT_EQ(options->user.gid, 98u);
}

TEST(CoreOptionsTest, AbsentIsNotZero) {
    auto options = Parse({"4321"});
    ASSERT_TRUE(options);
    EXPECT_FALSE(options->uid);
    EXPECT_FALSE(options->gid);
    EXPECT_FALSE(options->time_s);
    EXPECT_EQ(options->user.uid, 65534u);
    EXPECT_EQ(Parse({"1", "--user", "7"})->user.gid, 7u);
}

TEST(CoreOptionsTest, RefusesTheRest) {
    std::vector<std::vector<const char*>> wrong = {
        {},
        {"0"},
        {"-1"},
        {"12x"},
        {"4294967296"},
        {"1", "2", "3", "4", "5", "6", "7"},
        {"1", "--store"},
        {"1", "--user", "root"},
        {"1", "--user", "1:"},
        {"1", "--else"},
        {"1", "2", "media"},
    };
    for (const auto& arguments : wrong) EXPECT_FALSE(Parse(arguments)) << arguments.size();
    EXPECT_TRUE(Parse({"--help"})->help);
}

}  // namespace
}  // namespace faultbox::usercrash
