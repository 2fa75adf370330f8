#include "target/selftest/options.h"

#include <gtest/gtest.h>

#include <vector>

namespace faultbox::selftest {
namespace {

using Words = std::vector<const char*>;

TEST(SelftestOptions, OtherVerbsAreNotTheirs) {
    EXPECT_FALSE(ParseOptions(Words{}));
    EXPECT_FALSE(ParseOptions(Words{"harvest", "--keep"}));
}

TEST(SelftestOptions, TakesAll) {
    auto options = ParseOptions(Words{"selftest", "--json", "--check", "--store", "/data", "--config", "/c"});
    ASSERT_TRUE(options && *options);
    EXPECT_TRUE((*options)->json);
    EXPECT_EQ((*options)->mode, Mode::kFindMark);
    EXPECT_STREQ((*options)->common.store, "/data");
    EXPECT_STREQ((*options)->common.config, "/c");
}

TEST(SelftestOptions, RefusesWhatItDoesNotKnow) {
    EXPECT_FALSE(*ParseOptions(Words{"selftest", "--all"}));
    EXPECT_FALSE(*ParseOptions(Words{"selftest", "--store"}));
    EXPECT_FALSE(*ParseOptions(Words{"selftest", "--mark", "--check"}));
}

}  // namespace
}  // namespace faultbox::selftest
