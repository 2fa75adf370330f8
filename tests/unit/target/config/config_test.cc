#include "target/config/config.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace faultbox::config {
namespace {

class Problems : public ProblemSink {
  public:
    void OnProblem(uint32_t line, const char* what, std::string_view key) override {
        told.push_back(std::to_string(line) + ": " + what + ": " + std::string(key));
    }
    std::vector<std::string> told;
};

class ConfigTest : public testing::Test {
  protected:
    Config Parse(std::string text) {
        text_ = std::move(text);
        return ParseConfig(text_, problems_);
    }
    std::string text_;
    Problems problems_;
};

TEST_F(ConfigTest, ReadsEveryKey) {
    Config config = Parse(
        "# Faultbox of the head unit\n"
        "store = /data/faultbox\n"
        "\tmax_bytes=4M   # of the data partition\n"
        "max_records = 200\r\n"
        "keep_text = no\n"
        "scrub = email, vin mac\n"
        "image_version_file = /etc/image version\n"
        "unit_id = rack#4 left\n"
        "unit_id_file = /proc/device-tree/serial-number\n"
        "usb_export = on\n"
        "hook = /usr/bin/tell\n"
        "reset_reason_file = /sys/firmware/reset\n"
        "user = faultbox\n"
        "\n   # the end\n");
    EXPECT_TRUE(problems_.told.empty()) << problems_.told.front();
    EXPECT_STREQ(config.store, "/data/faultbox");
    EXPECT_EQ(config.max_bytes, 4u << 20);
    EXPECT_EQ(config.max_records, 200u);
    EXPECT_FALSE(config.keep_text);
    EXPECT_EQ(config.scrub, kScrubEmail | kScrubVin | kScrubMac);
    EXPECT_STREQ(config.image_version_file, "/etc/image version");
    EXPECT_STREQ(config.unit_id, "rack#4 left");
    EXPECT_STREQ(config.unit_id_file, "/proc/device-tree/serial-number");
    EXPECT_TRUE(config.usb_export);
    EXPECT_STREQ(config.hook, "/usr/bin/tell");
    EXPECT_STREQ(config.reset_reason_file, "/sys/firmware/reset");
    EXPECT_STREQ(config.user, "faultbox");
}

TEST_F(ConfigTest, NothingStatedIsAbsentOrTheDefault) {
    Config config = Parse("");
    EXPECT_EQ(config.store, nullptr);
    EXPECT_FALSE(config.max_bytes || config.max_records);
    EXPECT_TRUE(config.keep_text);
    EXPECT_EQ(config.scrub, 0);
    EXPECT_FALSE(config.usb_export);
    EXPECT_EQ(config.user, nullptr);
}

// What is wrong in one line takes nothing from the others.
TEST_F(ConfigTest, TellsTheLineOfWhatIsWrong) {
    Config config = Parse(
        "stroe = /data\n"
        "store\n"
        "max_bytes = 0\n"
        "max_records = 12x\n"
        "keep_text = maybe\n"
        "scrub = email phone\n"
        "hook = bin/tell\n"
        "user =\n"
        "unit_id = a\x01"
        "b\n"
        "max_bytes = 18446744073709551615K\n"
        "store = /kept\n"
        "unit_id = lost");
    EXPECT_EQ(problems_.told,
              (std::vector<std::string>{
                  "1: unknown key: stroe", "2: no \"key = value\": store", "3: no number above 0: max_bytes",
                  "4: no number above 0: max_records", "5: neither on nor off: keep_text",
                  "6: no list of what can be scrubbed, so that all is: scrub", "7: no absolute path: hook",
                  "8: no value: user", "9: control characters in the value: unit_id",
                  "10: no number above 0: max_bytes", "12: the last line has no end: unit_id"}));
    EXPECT_STREQ(config.store, "/kept");
    EXPECT_FALSE(config.max_bytes || config.max_records);
    EXPECT_TRUE(config.keep_text);
    EXPECT_EQ(config.scrub, kScrubAll);
    EXPECT_EQ(config.unit_id, nullptr);
}

TEST_F(ConfigTest, TheLastOfTwoValuesCounts) {
    EXPECT_STREQ(Parse("store = /a\nstore = /b\n").store, "/b");
    EXPECT_EQ(Parse("scrub = yes\nscrub = no\n").scrub, 0);
}

TEST_F(ConfigTest, LongValuesAndNuls) {
    Parse("store = /" + std::string(254, 'x') + "\n");
    EXPECT_TRUE(problems_.told.empty());
    EXPECT_EQ(Parse("store = /" + std::string(255, 'x') + "\n").store, nullptr);
    EXPECT_EQ(Parse(std::string("store = /a\0b\n", 13)).store, nullptr);
    EXPECT_EQ(problems_.told.size(), 2u);
}

}  // namespace
}  // namespace faultbox::config
