#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

#include "target/rights/drop_rights.h"
#include "target/rights/system_call_filter.h"
#include "tests/unit/target/rights/in_child.h"

namespace faultbox::rights {
namespace {

constexpr std::array<uint16_t, 2> kExitAndPid = {SYS_exit_group, SYS_getpid};

TEST(SystemCallFilterTest, AllowsWhatIsListedAndKillsAtTheRest) {
    int allowed = InChild([] {
        if (!DropRights({})) return 1;
        if (AllowSystemCalls(kExitAndPid, Refusal::kKill) != true) return 2;
        return syscall(SYS_getpid) > 0 ? 0 : 3;
    });
    EXPECT_TRUE(WIFEXITED(allowed));
    EXPECT_EQ(WEXITSTATUS(allowed), 0);

    int forbidden = InChild([] {
        if (!DropRights({}) || !AllowSystemCalls(kExitAndPid, Refusal::kKill)) return 1;
        syscall(SYS_getppid);
        return 0;
    });
    ASSERT_TRUE(WIFSIGNALED(forbidden));
    EXPECT_EQ(WTERMSIG(forbidden), SIGSYS);
}

TEST(SystemCallFilterTest, WhatIsNotAllowedCanFailInstead) {
    int status = InChild([] {
        if (AllowSystemCalls(kExitAndPid, Refusal::kError) != true) return 1;
        if (syscall(SYS_getppid) != -1 || errno != ENOSYS) return 2;
        return syscall(SYS_getpid) > 0 ? 0 : 3;
    });
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

// Of each kind of right one call.
TEST(SystemCallFilterTest, FilesAreReadAndWrittenAndNothingElseIsDone) {
    std::string path = testing::TempDir() + "faultbox-keep-to-files";
    int status = InChild([&path] {
        if (KeepToFiles() != true) return 1;
        constexpr long kForbidden[] = {SYS_socket, SYS_clone, SYS_execve,   SYS_kill,       SYS_ptrace,
                                       SYS_mount,  SYS_mmap,  SYS_mprotect, SYS_setuid,     SYS_chmod,
                                       SYS_prctl,  SYS_bpf,   SYS_ioctl,    SYS_init_module};
        for (long call : kForbidden) {
            if (syscall(call, -1L, -1L, -1L, -1L, -1L, -1L) != -1 || errno != ENOSYS) return 2;
        }
        long file = syscall(SYS_openat, AT_FDCWD, path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        char text[] = "text";
        if (file < 0 || syscall(SYS_write, file, text, 4) != 4 || syscall(SYS_fsync, file) != 0) return 3;
        if (syscall(SYS_lseek, file, 0, SEEK_SET) != 0 || syscall(SYS_read, file, text, 4) != 4) return 4;
        return syscall(SYS_unlinkat, AT_FDCWD, path.c_str(), 0) == 0 ? 0 : 5;
    });
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(SystemCallFilterTest, MountsAreLeftToThoseThatMount) {
    for (Mounts mounts : {Mounts::kNone, Mounts::kOwn}) {
        int status = InChild([mounts] {
            if (KeepToFiles(mounts) != true) return 1;
            for (long call : {SYS_mount, SYS_umount2, SYS_unshare, SYS_mkdir}) {
                bool is_there = syscall(call, -1L, -1L, -1L, -1L, -1L) == 0 || errno != ENOSYS;
                if (is_there != (mounts == Mounts::kOwn)) return 2;
            }
            return syscall(SYS_setns, -1L, -1L) == -1 && errno == ENOSYS ? 0 : 3;
        });
        EXPECT_TRUE(WIFEXITED(status));
        EXPECT_EQ(WEXITSTATUS(status), 0);
    }
}

TEST(DropRightsTest, RootIsGoneForGood) {
    if (geteuid() != 0) GTEST_SKIP() << "only root has rights to drop";
    int status = InChild([] {
        if (!DropRights({.uid = 12345, .gid = 23456})) return 1;
        if (getuid() != 12345 || geteuid() != 12345 || getgid() != 23456 || getegid() != 23456) return 2;
        if (getgroups(0, nullptr) != 0) return 3;
        if (syscall(SYS_setresuid, 0, 0, 0) == 0 || syscall(SYS_setresgid, 0, 0, 0) == 0) return 4;
        if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) return 5;
        // A file of root's.
        return open("/etc/shadow", O_RDONLY) < 0 ? 0 : 6;
    });
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(LimitsTest, TheDeadlineEndsTheProcess) {
    int status = InChild([] {
        if (!SetLimits({.address_space_bytes = 256 << 20, .cpu_seconds = 5, .deadline_seconds = 1})) return 1;
        for (;;) pause();
    });
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(WTERMSIG(status), SIGALRM);
}

TEST(LimitsTest, NoFileGrows) {
    std::string path = testing::TempDir() + "faultbox-rights-limit";
    int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ASSERT_GE(fd, 0);
    int status = InChild([fd] {
        signal(SIGXFSZ, SIG_IGN);
        if (!SetLimits({.address_space_bytes = 256 << 20, .cpu_seconds = 5, .deadline_seconds = 5})) return 1;
        return write(fd, "x", 1) == -1 ? 0 : 2;
    });
    close(fd);
    unlink(path.c_str());
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace faultbox::rights
