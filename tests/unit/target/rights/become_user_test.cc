#include "target/rights/become_user.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "tests/unit/target/rights/in_child.h"

namespace faultbox::rights {
namespace {

int ExitOf(int status) {
    EXPECT_TRUE(WIFEXITED(status));
    return WEXITSTATUS(status);
}

TEST(FindUserTest, NumbersAndNames) {
    std::string path = testing::TempDir() + "faultbox-passwd";
    std::ofstream(path)
        << "root:x:0:0:root:/root:/bin/sh\nfault:x:12:13::/:\nbroken:x:1\nfaultbox:x:990:991::/:/bin/false\n";
    Result<User> user = FindUser("faultbox", path.c_str());
    ASSERT_TRUE(user);
    EXPECT_EQ(user->uid, 990u);
    EXPECT_EQ(user->gid, 991u);
    EXPECT_EQ(FindUser("nobody", path.c_str()).error().code, ErrorCode::kMismatch);
    EXPECT_EQ(FindUser("broken", path.c_str()).error().code, ErrorCode::kMismatch);
    EXPECT_EQ(FindUser("x", "/nonexistent").error().code, ErrorCode::kIo);
    unlink(path.c_str());
    EXPECT_EQ(FindUser("1000", "/nonexistent")->gid, 1000u);
    EXPECT_EQ(FindUser("1000:50", "/nonexistent")->gid, 50u);
    for (const char* wrong : {"", ":", "1:", ":1", "-1", "4294967295", "1:2:3"})
        EXPECT_FALSE(ParseUser(wrong)) << wrong;
}

// The first 16 KiB end in the middle of the group's number.
TEST(FindUserTest, ALineThatIsCutNamesNobody) {
    std::string path = testing::TempDir() + "faultbox-long-passwd";
    std::string line = "fault:x:990:991::/:/bin/false\n";
    std::ofstream(path) << std::string(16 * 1024 - 15, '#') << "\n" << line;
    EXPECT_EQ(FindUser("fault", path.c_str()).error().code, ErrorCode::kMismatch);
    unlink(path.c_str());
}

TEST(BecomeUserTest, KeepsWhatWasAskedForAndNothingElse) {
    if (geteuid() != 0) GTEST_SKIP() << "only root has rights to keep";
    EXPECT_EQ(ExitOf(InChild([] {
                  if (!BecomeUser({.uid = 12345, .gid = 23456}, kDacOverride)) return 1;
                  if (getuid() != 12345 || getegid() != 23456) return 2;
                  if (syscall(SYS_setresuid, 0, 0, 0) == 0) return 3;
                  // A file that only CAP_DAC_OVERRIDE opens, and a change that CAP_CHOWN would allow.
                  if (open("/etc/shadow", O_RDONLY) < 0) return 4;
                  return chown("/etc/shadow", 12345, 23456) != 0 ? 0 : 5;
              })),
              0);
    EXPECT_EQ(ExitOf(InChild([] {
                  if (!BecomeUser({.uid = 12345, .gid = 23456}, kNoCapability)) return 1;
                  return open("/etc/shadow", O_RDONLY) < 0 ? 0 : 2;
              })),
              0);
}

}  // namespace
}  // namespace faultbox::rights
