// Every file of tests/malformed/oops: the first line says what is wrong with it, the second what the parser says.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <format>

#include "parse.h"

namespace faultbox {
namespace {

constexpr std::string_view kExpected = "# damage: ";

std::string Joined(const std::vector<std::string>& list) {
    std::string joined;
    for (const std::string& item : list) joined += (joined.empty() ? "" : "; ") + item;
    return joined;
}

std::string SecondLine(const std::string& text) {
    size_t begin = text.find('\n') + 1;
    return text.substr(begin, text.find('\n', begin) - begin);
}

TEST(Malformed, EveryFileSaysWhatIsFound) {
    size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(FAULTBOX_TESTS_DIR "/malformed/oops")) {
        std::string path = "malformed/oops/" + entry.path().filename().string();
        auto parsed = ParseFile(path);
        ASSERT_EQ(parsed->events.size(), 1u) << path;
        std::string expected = SecondLine(parsed->text);
        ASSERT_TRUE(expected.starts_with(kExpected)) << path;
        EXPECT_EQ(Joined(DamageList(parsed->events[0])), expected.substr(kExpected.size())) << path;
        ++files;
    }
    EXPECT_GE(files, 8u);
}

}  // namespace
}  // namespace faultbox
