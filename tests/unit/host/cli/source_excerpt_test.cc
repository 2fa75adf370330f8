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

    SourceExcerpt Find(const char* file, uint32_t line, uint32_t column = 2) {
        return FindSource(folder_ / "tree", SourceFrame{"f", file, line, column, false}, {});
    }

    fs::path folder_;
};

TEST_F(SourceExcerptTest, ThreeLinesBeforeAndTwoBehind) {
    SourceExcerpt excerpt = Find("net/a.c", 4);
    EXPECT_EQ(excerpt.first_line, 1u);
    EXPECT_EQ(excerpt.lines, (std::vector<std::string>{"one", "two", "three", "four", "five"}));
    EXPECT_EQ(excerpt.marked_line, 4u);
    EXPECT_EQ(excerpt.marked_column, 2u);
    EXPECT_EQ(excerpt.marked_size, 3u);
    EXPECT_EQ(Find("net/a.c", 1).lines.size(), 3u);
    EXPECT_EQ(Find("net/a.c", 5).first_line, 2u);
}

TEST_F(SourceExcerptTest, FindsTheEndOfABuildPath) {
    EXPECT_EQ(Find("/build/linux-4.4/net/a.c", 1).problem, "");
    EXPECT_EQ(Find("./net/a.c", 1).problem, "");
    EXPECT_EQ(Find("a.c/../net/a.c", 1).problem, "not below " + (folder_ / "tree").string());
    EXPECT_NE(Find("net/b.c", 1).problem, "");
}

TEST_F(SourceExcerptTest, NeverLeavesTheFolder) {
    EXPECT_NE(Find("../secret.c", 1).problem, "");
    EXPECT_NE(Find((folder_ / "secret.c").c_str(), 1).problem, "");
    fs::create_symlink("../secret.c", folder_ / "tree/secret.c");
    EXPECT_NE(Find("secret.c", 1).problem, "");
    fs::create_symlink("net/a.c", folder_ / "tree/inside.c");
    EXPECT_EQ(Find("inside.c", 1).problem, "");
}

TEST_F(SourceExcerptTest, AnotherVersionOfTheFileIsNotShown) {
    EXPECT_EQ(Find("net/a.c", 6).problem, "it has no line 6: not the source of this crash");
    EXPECT_NE(Find("net/a.c", 4294967295u).problem, "");
    EXPECT_TRUE(Find("net/a.c", 4294967295u).lines.empty());
    EXPECT_EQ(Find("net/a.c", 1, 4).problem, "nothing stands at line 1, column 4: not the source of this crash");
    EXPECT_EQ(Find("net/a.c", 1, 0).problem, "") << "no column is known";
    EXPECT_EQ(Find("net/a.c", 1, 0).marked_column, 0u);
}

TEST_F(SourceExcerptTest, ShowsTheFaultAndWhereThePointerComesFrom) {
    EventAnalysis analysis;
    analysis.location = {{"inner", "net/a.c", 2, 1, true}, {"outer", "net/a.c", 4, 1, false}};
    EXPECT_EQ(FindSources(folder_ / "tree", analysis, {}).size(), 1u);
    Finding finding;
    finding.pointer = BadPointer{.expression = "two", .origin = PointerOrigin{"outer", "", 0, "four"}};
    analysis.explanation.findings = {finding};
    std::vector<SourceExcerpt> sources = FindSources(folder_ / "tree", analysis, {});
    ASSERT_EQ(sources.size(), 2u);
    EXPECT_EQ(sources[0].marked_size, 3u);
    EXPECT_EQ(sources[1].place, SourcePlace::kOrigin);
    EXPECT_EQ(sources[1].marked_line, 4u);
    EXPECT_EQ(sources[1].marked_size, 4u);
}

// Line tables give the closing brace to code that was moved to the end of a function.
TEST_F(SourceExcerptTest, FindsTheExpressionBesideItsLine) {
    std::ofstream(folder_ / "tree/b.c") << "int f(void)\n{\n\treturn a->b;\n}\n\tx = a->b;\n";
    SourceFrame end{"f", "b.c", 4, 1, false};
    SourceExcerpt excerpt = FindSource(folder_ / "tree", end, {.expression = "a", .path = "b"});
    EXPECT_EQ(excerpt.marked_line, 4u);
    EXPECT_EQ(excerpt.expression_line, 4u) << "two lines have it";
    std::ofstream(folder_ / "tree/b.c") << "int f(void)\n{\n\treturn a->b;\n}\n";
    excerpt = FindSource(folder_ / "tree", end, {.expression = "a", .path = "b"});
    EXPECT_EQ(excerpt.marked_line, 4u);
    EXPECT_EQ(excerpt.expression_line, 3u);
    EXPECT_EQ(excerpt.marked_column, 9u);
    EXPECT_EQ(excerpt.marked_size, 4u);
}

TEST_F(SourceExcerptTest, ShowsTheInliningCallerThatNamesThePointer) {
    std::ofstream(folder_ / "tree/c.c") << "\treturn x->rate;\n\tn = rate(session->stream);\n";
    EventAnalysis analysis;
    analysis.location = {{"rate", "c.c", 1, 9, true}, {"latency", "c.c", 2, 6, false}};
    Finding finding;
    finding.member = MemberAt{.path = "ring.rate"};
    finding.pointer = BadPointer{.expression = "session->stream->route"};
    analysis.explanation.findings = {finding};
    std::vector<SourceExcerpt> sources = FindSources(folder_ / "tree", analysis, {});
    ASSERT_EQ(sources.size(), 2u);
    EXPECT_EQ(sources[0].marked_column, 9u);
    EXPECT_EQ(sources[0].marked_size, 7u);
    EXPECT_EQ(sources[1].place, SourcePlace::kCaller);
    EXPECT_EQ(sources[1].marked_column, 11u);
    EXPECT_EQ(sources[1].marked_size, 15u);
}

TEST_F(SourceExcerptTest, ShowsWhatTheKernelStatedWhereNothingElseIsKnown) {
    EventAnalysis analysis;
    SourceFrame stated{"f", "net/a.c", 2};
    std::vector<SourceExcerpt> sources = FindSources(folder_ / "tree", analysis, stated);
    ASSERT_EQ(sources.size(), 1u);
    EXPECT_EQ(sources[0].marked_line, 2u);
    EXPECT_EQ(sources[0].marked_column, 0u);
    analysis.location = {{"g", "net/a.c", 4, 1, false}};
    EXPECT_EQ(FindSources(folder_ / "tree", analysis, stated)[0].marked_line, 4u);
    EXPECT_TRUE(FindSources(folder_ / "tree", EventAnalysis(), {}).empty());
}

}  // namespace
}  // namespace faultbox::cli
