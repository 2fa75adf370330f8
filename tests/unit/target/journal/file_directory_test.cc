#include "target/journal/file_directory.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <vector>

namespace faultbox::journal {
namespace {

class FileDirectoryTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = testing::TempDir() + "faultbox-XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        root_ = pattern;
        ASSERT_TRUE(directory_.Open((root_ + "/store").c_str(), true));
    }
    void TearDown() override {
        for (const char* name : {"/store/a", "/store/b", "/store/link", "/store/pipe", "/outside"})
            unlink((root_ + name).c_str());
        for (const char* name : {"/store/sub", "/store", ""}) rmdir((root_ + name).c_str());
    }

    std::string root_;
    FileDirectory directory_;
};

TEST_F(FileDirectoryTest, WritesReadsRenamesRemoves) {
    ASSERT_TRUE(directory_.Write("a", AsBytes("content")));
    ASSERT_TRUE(directory_.Sync("a"));
    ASSERT_TRUE(directory_.Rename("a", "b"));
    ASSERT_TRUE(directory_.SyncNames());
    std::array<uint8_t, 64> buffer;
    EXPECT_EQ(directory_.Read("b", buffer).value(), 7u);
    EXPECT_EQ(AsText(Bytes(buffer).first(7)), "content");
    EXPECT_EQ(directory_.Read("b", std::span(buffer).first(3)).value(), 3u);
    EXPECT_EQ(directory_.ReadEnd("b", std::span(buffer).first(3)).value(), 3u);
    EXPECT_EQ(AsText(Bytes(buffer).first(3)), "ent");
    EXPECT_EQ(directory_.ReadEnd("b", buffer).value(), 7u);
    EXPECT_EQ(directory_.Stat("b").value().size_bytes, 7u);
    EXPECT_GT(directory_.Stat("b").value().modified_us, 1'600'000'000'000'000u);
    ASSERT_TRUE(directory_.Remove("b"));
    EXPECT_EQ(directory_.Read("b", buffer).error().offset, static_cast<uint64_t>(ENOENT));
}

TEST_F(FileDirectoryTest, ListsRegularFilesOnly) {
    ASSERT_TRUE(directory_.Write("a", AsBytes("x")));
    ASSERT_EQ(mkdir((root_ + "/store/sub").c_str(), 0700), 0);
    ASSERT_EQ(symlink("a", (root_ + "/store/link").c_str()), 0);
    for (int round = 0; round < 2; ++round) {
        std::vector<std::string> names;
        ASSERT_TRUE(directory_.VisitFiles([&](std::string_view name, const FileInfo& info) {
            names.emplace_back(name);
            EXPECT_EQ(info.size_bytes, 1u);
        }));
        EXPECT_EQ(names, std::vector<std::string>{"a"});
    }
}

// The kernel lists nothing of a folder that was removed, and says so (fs/readdir.c, iterate_dir).
TEST_F(FileDirectoryTest, AListingThatFailsIsNoEmptyFolder) {
    ASSERT_EQ(rmdir((root_ + "/store").c_str()), 0);
    Result<void> listed = directory_.VisitFiles([](std::string_view name, const FileInfo&) { ADD_FAILURE() << name; });
    ASSERT_FALSE(listed);
    EXPECT_EQ(listed.error().code, ErrorCode::kIo);
    EXPECT_EQ(listed.error().offset, static_cast<uint64_t>(ENOENT));
}

// Whoever owns the folder may have put it there: opening it would wait for a writer for ever.
TEST_F(FileDirectoryTest, APipeIsNotWaitedFor) {
    ASSERT_EQ(mkfifo((root_ + "/store/pipe").c_str(), 0600), 0);
    std::array<uint8_t, 8> buffer;
    EXPECT_EQ(directory_.Read("pipe", buffer).value_or(0), 0u);
    EXPECT_EQ(directory_.Write("pipe", AsBytes("x")).error().offset, static_cast<uint64_t>(ENXIO));
    EXPECT_EQ(directory_.WriteAt("pipe", 0, AsBytes("x")).error().offset, static_cast<uint64_t>(ENXIO));
}

TEST_F(FileDirectoryTest, OnlyFilesOfOneNameAreGivenAway) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
    ASSERT_TRUE(directory_.Write("a", AsBytes("x")));
    std::string outside = root_ + "/outside";
    close(open(outside.c_str(), O_CREAT | O_WRONLY, 0600));
    ASSERT_EQ(link(outside.c_str(), (root_ + "/store/b").c_str()), 0);
    ASSERT_TRUE(directory_.GiveTo(12345, 23456));
    struct stat status{};
    ASSERT_EQ(stat((root_ + "/store/a").c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, 12345u);
    EXPECT_EQ(status.st_gid, 23456u);
    ASSERT_EQ(stat(outside.c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, 0u);
}

TEST_F(FileDirectoryTest, TheLockIsHeldUntilTheLastOneIsGone) {
    int other = open((root_ + "/store").c_str(), O_RDONLY | O_DIRECTORY);
    auto is_free = [&] { return flock(other, LOCK_EX | LOCK_NB) == 0 && flock(other, LOCK_UN) == 0; };
    {
        FolderLock outer(directory_);
        {
            FolderLock inner(directory_);
        }
        EXPECT_FALSE(is_free());
    }
    EXPECT_TRUE(is_free());
    close(other);
}

TEST_F(FileDirectoryTest, StaysInItsFolder) {
    std::array<uint8_t, 8> buffer;
    EXPECT_FALSE(directory_.Read("../../etc/passwd", buffer));
    EXPECT_FALSE(directory_.Write("../a", AsBytes("x")));
    EXPECT_FALSE(directory_.Remove(".."));
    EXPECT_FALSE(directory_.Read(std::string(300, 'a'), buffer));
    ASSERT_EQ(symlink("/etc/passwd", (root_ + "/store/link").c_str()), 0);
    EXPECT_FALSE(directory_.Read("link", buffer));
}

TEST_F(FileDirectoryTest, OpensWhatIsThereAndSaysWhatIsNot) {
    FileDirectory again;
    EXPECT_TRUE(again.Open((root_ + "/store").c_str(), true));
    FileDirectory missing;
    EXPECT_EQ(missing.Open((root_ + "/missing").c_str(), false).error().offset, static_cast<uint64_t>(ENOENT));
    EXPECT_EQ(missing.Open((root_ + "/missing/store").c_str(), true).error().offset, static_cast<uint64_t>(ENOENT));
}

}  // namespace
}  // namespace faultbox::journal
