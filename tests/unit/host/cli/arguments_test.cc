#include "host/cli/arguments.h"

#include <gtest/gtest.h>

namespace faultbox::cli {
namespace {

constexpr Option kOptions[] = {{"--symbols", "PATH", "files"}, {"--json", nullptr, "print JSON"}};

std::expected<Arguments, std::string> Parse(std::vector<const char*> words) {
    return Arguments::Parse(words, kOptions);
}

TEST(Arguments, OptionsStandAnywhere) {
    auto arguments = Parse({"a.log", "--symbols", "x", "-", "--json", "--symbols=y=z", "--", "--json"});
    ASSERT_TRUE(arguments);
    EXPECT_TRUE(arguments->Has("--json"));
    EXPECT_EQ(arguments->Values("--symbols"), (std::vector<std::string>{"x", "y=z"}));
    EXPECT_EQ(arguments->Value("--symbols"), "y=z");
    EXPECT_EQ(arguments->operands(), (std::vector<std::string>{"a.log", "-", "--json"}));
}

TEST(Arguments, SaysWhatIsWrong) {
    EXPECT_EQ(Parse({"--jsno"}).error(), "unknown option --jsno");
    EXPECT_EQ(Parse({"-x"}).error(), "unknown option -x");
    EXPECT_EQ(Parse({"--symbols"}).error(), "--symbols needs a value: PATH");
    EXPECT_EQ(Parse({"--json=1"}).error(), "--json takes no value");
}

TEST(Arguments, NothingGivenIsNotEmpty) {
    auto arguments = Parse({});
    ASSERT_TRUE(arguments);
    EXPECT_FALSE(arguments->Value("--symbols"));
    EXPECT_FALSE(arguments->Has("--json"));
}

TEST(Arguments, Numbers) {
    EXPECT_EQ(ParseHex("a05"), 0xa05u);
    EXPECT_EQ(ParseHex("0xA05"), 0xa05u);
    EXPECT_EQ(ParseHex("ffffffffffffffff"), ~uint64_t{0});
    EXPECT_EQ(ParseNumber("10"), 10u);
    EXPECT_EQ(ParseNumber("0x10"), 16u);
    for (const char* bad : {"", "0x", "g", "1 ", " 1", "-1", "+1", "10000000000000000", "0x0x1"}) {
        EXPECT_FALSE(ParseHex(bad)) << bad;
    }
    EXPECT_FALSE(ParseNumber("1f"));
}

}  // namespace
}  // namespace faultbox::cli
