#include "host/cli/source_excerpt.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace faultbox::cli {
namespace {

namespace fs = std::filesystem;

class SourceExcerptTest : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = fs::path(testing::TempDir()) / ("excerpt" + std::to_string(getpid()));
        fs::create_directories(folder_ / "tree/net");
        std::ofstream(folder_ / "tree/net/a.c") << "one\ntwo\nthree\nfour\nfive\n";
        std::ofstream(folder_ / "secret.c") << "1\n2\n3\n";
    }
    void TearDown() override { fs::remove_all(folder_); }

    std::optional<SourceExcerpt> Find(const char* file, uint32_t line) {
        return FindSource(folder_ / "tree", SourceFrame{"f", file, line, 2, false});
    }

    fs::path folder_;
};

TEST_F(SourceExcerptTest, TwoLinesAround) {
    auto excerpt = Find("net/a.c", 3);
    ASSERT_TRUE(excerpt);
    EXPECT_EQ(excerpt->first_line, 1u);
    EXPECT_EQ(excerpt->lines, (std::vector<std::string>{"one", "two", "three", "four", "five"}));
    EXPECT_EQ(excerpt->marked_line, 3u);
    EXPECT_EQ(excerpt->marked_column, 2u);
    EXPECT_EQ(Find("net/a.c", 1)->lines.size(), 3u);
    EXPECT_EQ(Find("net/a.c", 5)->first_line, 3u);
}

TEST_F(SourceExcerptTest, FindsTheEndOfABuildPath) {
    EXPECT_TRUE(Find("/build/linux-4.4/net/a.c", 1));
    EXPECT_TRUE(Find("./net/a.c", 1));
    EXPECT_TRUE(Find("a.c/../net/a.c", 1) == std::nullopt);
    EXPECT_FALSE(Find("net/b.c", 1));
}

TEST_F(SourceExcerptTest, NeverLeavesTheFolder) {
    EXPECT_FALSE(Find("../secret.c", 1));
    EXPECT_FALSE(Find((folder_ / "secret.c").c_str(), 1));
}

TEST_F(SourceExcerptTest, AnotherVersionOfTheFileIsNotShown) {
    EXPECT_FALSE(Find("net/a.c", 6));
    EXPECT_FALSE(Find("net/a.c", 4294967295u));
    EXPECT_FALSE(Find("net/a.c", 0));
}

}  // namespace
}  // namespace faultbox::cli
