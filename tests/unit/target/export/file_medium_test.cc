#include "target/export/file_medium.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>

namespace faultbox::handover {
namespace {

class FileMediumTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = testing::TempDir() + "faultbox-XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        root_ = pattern;
        ASSERT_TRUE(medium_.Open(root_.c_str()));
    }
    void TearDown() override { std::filesystem::remove_all(root_); }
    static bool IsErrno(const Result<void>& result, int number) {
        return !result && result.error().offset == static_cast<uint64_t>(number);
    }
    std::string Content(const std::string& name) {
        std::ifstream file(root_ + "/" + name);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    std::string root_;
    FileMedium medium_;
};

TEST_F(FileMediumTest, WritesReadsAndRenames) {
    ASSERT_TRUE(medium_.Create("a"));
    ASSERT_TRUE(medium_.Append(AsBytes("some ")));
    ASSERT_TRUE(medium_.Append(AsBytes("content")));
    ASSERT_TRUE(medium_.SyncFile());
    std::array<uint8_t, 8> buffer;
    EXPECT_EQ(medium_.ReadAt(5, buffer).value(), 7u);
    EXPECT_EQ(AsText(Bytes(buffer).first(7)), "content");
    EXPECT_EQ(medium_.ReadAt(12, buffer).value(), 0u);
    ASSERT_TRUE(medium_.Rename("a", "b"));
    ASSERT_TRUE(medium_.SyncNames());
    EXPECT_EQ(Content("b"), "some content");
    EXPECT_TRUE(medium_.HasFile("b"));
    EXPECT_FALSE(medium_.HasFile("a"));
    ASSERT_TRUE(medium_.Remove("b"));
    EXPECT_TRUE(IsErrno(medium_.Remove("b"), ENOENT));
}

TEST_F(FileMediumTest, ReplacesNothing) {
    std::ofstream(root_ + "/there") << "old";
    EXPECT_TRUE(IsErrno(medium_.Create("there"), EEXIST));
    ASSERT_TRUE(medium_.Create("new"));
    EXPECT_TRUE(IsErrno(medium_.Rename("new", "there"), EEXIST));
    EXPECT_EQ(Content("there"), "old");
}

// What a hostile stick may hold under our names.
TEST_F(FileMediumTest, FollowsNoLinks) {
    std::ofstream(root_ + "/victim") << "precious";
    ASSERT_EQ(symlink("victim", (root_ + "/link").c_str()), 0);
    ASSERT_EQ(symlink("nowhere", (root_ + "/dangling").c_str()), 0);
    EXPECT_TRUE(IsErrno(medium_.Create("link"), EEXIST));
    EXPECT_TRUE(IsErrno(medium_.Create("dangling"), EEXIST));
    EXPECT_FALSE(medium_.HasFile("link"));
    ASSERT_TRUE(medium_.Create("new"));
    EXPECT_TRUE(IsErrno(medium_.Rename("new", "dangling"), EEXIST));
    ASSERT_TRUE(medium_.Remove("link"));
    EXPECT_EQ(Content("victim"), "precious");
    ASSERT_EQ(mkdir((root_ + "/folder").c_str(), 0700), 0);
    EXPECT_FALSE(medium_.HasFile("folder"));
    EXPECT_FALSE(medium_.Remove("folder"));
}

TEST_F(FileMediumTest, TwoExportsDoNotMeet) {
    FileMedium other;
    EXPECT_TRUE(IsErrno(other.Open(root_.c_str()), EWOULDBLOCK));
    medium_ = FileMedium();
    EXPECT_TRUE(FileMedium().Open(root_.c_str()));
    EXPECT_TRUE(IsErrno(FileMedium().Open((root_ + "/missing").c_str()), ENOENT));
}

}  // namespace
}  // namespace faultbox::handover
