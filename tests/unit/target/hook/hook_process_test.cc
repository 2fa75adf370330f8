#include "target/hook/hook_process.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "target/rights/system_call_filter.h"
#include "tests/unit/target/rights/in_child.h"

namespace faultbox::hook {
namespace {

class HookProcessTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = testing::TempDir() + "faultbox-XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        root_ = pattern;
        hook_ = root_ + "/hook";
    }
    void TearDown() override { std::filesystem::remove_all(root_); }
    void WriteHook(const std::string& text) {
        std::ofstream(hook_) << "#!/bin/sh\n" << text;
        chmod(hook_.c_str(), 0700);
    }
    // What the hook has written into the file "said".
    std::string Said() const {
        std::ifstream said(root_ + "/said");
        return {std::istreambuf_iterator<char>(said), {}};
    }

    std::string root_, hook_;
};

TEST_F(HookProcessTest, RunsTheProgramForEachEvent) {
    WriteHook("echo $# $* >>" + root_ + "/said\n");
    HookProcess process(hook_.c_str());
    EXPECT_TRUE(process.Run(HookEvent::kStored, "000017-89abcdef01234567.fbx"));
    EXPECT_TRUE(process.Run(HookEvent::kDone, "3"));
    EXPECT_EQ(Said(), "2 stored 000017-89abcdef01234567.fbx\n2 done 3\n");
}

// Seccomp is 2 in /proc/PID/status for a process with a filter (Documentation/filesystems/proc.rst).
TEST_F(HookProcessTest, TheProgramHasNoFilter) {
    WriteHook("grep Seccomp: /proc/self/status >" + root_ + "/said\n");
    int status = rights::InChild([this] {
        HookProcess process(hook_.c_str());
        if (rights::KeepToFiles() != true) return 1;
        return process.Run(HookEvent::kStored, "1") ? 0 : 2;
    });
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
    EXPECT_EQ(Said(), "Seccomp:\t0\n");
}

TEST_F(HookProcessTest, TakesNoWordsThatItsMakerHasNot) {
    WriteHook("echo $* >" + root_ + "/said\n");
    HookProcess process(hook_.c_str());
    for (const char* argument : {"$(reboot)", "a b", "a;b", "--A", "\xc3\xa4", "a\nb"}) {
        Result<void> ran = process.Run(HookEvent::kStored, argument);
        ASSERT_FALSE(ran) << argument;
        EXPECT_EQ(ran.error().code, ErrorCode::kMalformed);
    }
    EXPECT_FALSE(process.Run(static_cast<HookEvent>(4), "1"));
    EXPECT_EQ(Said(), "");
}

// The kernel's OOM killer may take it; whoever asks goes on.
TEST_F(HookProcessTest, OneThatIsGoneIsAnError) {
    WriteHook("kill -KILL $PPID\n");
    HookProcess process(hook_.c_str());
    for (int round = 0; round < 2; ++round) {
        Result<void> ran = process.Run(HookEvent::kStored, "1");
        ASSERT_FALSE(ran);
        EXPECT_EQ(ran.error().code, ErrorCode::kMismatch);
    }
}

// Gone, or a zombie that nobody has asked for yet (proc_pid_stat(5)).
bool HasEnded(pid_t pid) {
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string id, name, state = "Z";
    stat >> id >> name >> state;
    return state == "Z" || state == "X";
}

// The ten seconds are waited for. A process that was sent SIGKILL ends only when the machine gets round to it.
TEST_F(HookProcessTest, WhatAProgramHasStartedEndsWithIt) {
    WriteHook("sleep 60 &\necho $! >" + root_ + "/said\nwait\n");
    HookProcess process(hook_.c_str());
    Result<void> ran = process.Run(HookEvent::kStored, "1");
    ASSERT_FALSE(ran);
    EXPECT_EQ(ran.error().code, ErrorCode::kLimit);
    pid_t started = std::stoi(Said());
    for (int i = 0; i < 1'000 && !HasEnded(started); ++i) usleep(20'000);
    EXPECT_TRUE(HasEnded(started));
}

TEST_F(HookProcessTest, EndsWithItsMaker) {
    WriteHook("echo $PPID >" + root_ + "/said\n");
    {
        HookProcess process(hook_.c_str());
        ASSERT_TRUE(process.Run(HookEvent::kStored, "1"));
    }
    pid_t helper = std::stoi(Said());
    int status = -1;
    EXPECT_EQ(waitpid(helper, &status, 0), helper);
    EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace faultbox::hook
