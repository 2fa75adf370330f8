#include "target/journal/file_status.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace faultbox::journal {
namespace {

// The C library's stat() knows the truth.
void ExpectSame(const FileStatus& read, const struct stat& expected) {
    EXPECT_EQ(read.mode, expected.st_mode);
    EXPECT_EQ(read.uid, expected.st_uid);
    EXPECT_EQ(read.gid, expected.st_gid);
    EXPECT_EQ(read.size_bytes, static_cast<uint64_t>(expected.st_size));
    EXPECT_EQ(read.modified_us, static_cast<uint64_t>(expected.st_mtim.tv_sec) * 1'000'000 +
                                    static_cast<uint64_t>(expected.st_mtim.tv_nsec) / 1000);
}

class FileStatusTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = testing::TempDir() + "faultbox-XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        root_ = pattern;
        file_ = open((root_ + "/file").c_str(), O_RDWR | O_CREAT, 0640);
        ASSERT_GE(file_, 0);
        // 2030-01-01 00:00:00.123456 UTC; a size that needs 64 bits.
        const timespec times[] = {{1, 0}, {1893456000, 123456789}};
        ASSERT_EQ(ftruncate(file_, 5'000'000'000), 0);
        ASSERT_EQ(futimens(file_, times), 0);
        ASSERT_EQ(symlink("file", (root_ + "/link").c_str()), 0);
    }
    void TearDown() override {
        close(file_);
        for (const char* name : {"/file", "/link"}) unlink((root_ + name).c_str());
        rmdir(root_.c_str());
    }

    std::string root_;
    int file_ = -1;
};

TEST_F(FileStatusTest, SaysOfAnOpenFileWhatTheCLibrarySays) {
    struct stat expected;
    ASSERT_EQ(fstat(file_, &expected), 0);
    FileStatus status;
    ASSERT_TRUE(ReadStatus(file_, status));
    ExpectSame(status, expected);
    EXPECT_EQ(status.size_bytes, 5'000'000'000u);
    EXPECT_EQ(status.modified_us, 1'893'456'000'123'456u);
}

TEST_F(FileStatusTest, DoesNotFollowALink) {
    int folder = open(root_.c_str(), O_RDONLY | O_DIRECTORY);
    ASSERT_GE(folder, 0);
    for (const char* name : {"file", "link", "."}) {
        struct stat expected;
        ASSERT_EQ(fstatat(folder, name, &expected, AT_SYMLINK_NOFOLLOW), 0) << name;
        FileStatus status;
        ASSERT_TRUE(ReadStatus(folder, name, status)) << name;
        ExpectSame(status, expected);
    }
    FileStatus status;
    EXPECT_FALSE(ReadStatus(folder, "missing", status));
    EXPECT_EQ(errno, ENOENT);
    close(folder);
}

}  // namespace
}  // namespace faultbox::journal
