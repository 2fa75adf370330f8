#include "target/export/options.h"

#include <gtest/gtest.h>

#include <vector>

namespace faultbox::handover {
namespace {

auto Parse(std::vector<const char*> words) {
    return ParseOptions(words);
}

TEST(HandOverOptions, AreTaken) {
    auto options = Parse({"export", "/mnt", "--all", "--unit", "hu", "--store", "/data", "--config", "/etc/x"});
    ASSERT_TRUE(options && *options);
    EXPECT_EQ((*options)->verb, Verb::kExport);
    EXPECT_STREQ((*options)->operand, "/mnt");
    EXPECT_TRUE((*options)->all);
    EXPECT_STREQ((*options)->unit, "hu");
    EXPECT_STREQ((*options)->common.store, "/data");
    EXPECT_STREQ((*options)->common.config, "/etc/x");
    auto serve = Parse({"serve", "-"});
    ASSERT_TRUE(serve && *serve);
    EXPECT_EQ((*serve)->verb, Verb::kServe);
    EXPECT_STREQ((*serve)->operand, "-");
    EXPECT_STREQ((*serve)->common.store, "/var/lib/faultbox");
    EXPECT_TRUE((*Parse({"usb", "--help"}))->help);
}

TEST(HandOverOptions, OtherVerbsAreNotOurs) {
    EXPECT_FALSE(Parse({}));
    EXPECT_FALSE(Parse({"harvest", "--all"}));
    EXPECT_FALSE(Parse({"--help"}));
}

TEST(HandOverOptions, MistakesAreTold) {
    const std::vector<std::vector<const char*>> kWrong = {
        {"export"}, {"export", "a", "b"}, {"serve", "--all", "a"}, {"usb", "a", "--store"}, {"export", "-x", "a"}};
    for (const std::vector<const char*>& words : kWrong) {
        auto options = Parse(words);
        ASSERT_TRUE(options);
        EXPECT_FALSE(*options) << words.back();
    }
    EXPECT_STREQ(Parse({"export", "-x", "a"})->error().argument, "-x");
}

}  // namespace
}  // namespace faultbox::handover
