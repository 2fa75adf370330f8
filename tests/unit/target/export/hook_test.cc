#include "target/export/hook.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace faultbox::handover {
namespace {

class HookTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = testing::TempDir() + "faultbox-XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        root_ = pattern;
    }
    void TearDown() override { std::filesystem::remove_all(root_); }
    std::string Script(const std::string& text) {
        std::string path = root_ + "/hook";
        std::ofstream(path) << "#!/bin/sh\n" << text;
        chmod(path.c_str(), 0700);
        return path;
    }

    std::string root_;
};

TEST_F(HookTest, GetsFixedArguments) {
    std::string path = Script("echo \"$# $1 $2 $(pwd) ${HOME-none}\" >> " + root_ + "/said\n");
    ProgramHook hook(path.c_str());
    ASSERT_TRUE(hook.Tell(HookEvent::kStarted, 0));
    ASSERT_TRUE(hook.Tell(HookEvent::kDone, 12));
    ASSERT_TRUE(hook.Tell(HookEvent::kFailed, 0));
    std::ifstream said(root_ + "/said");
    std::string text{std::istreambuf_iterator<char>(said), {}};
    EXPECT_EQ(text, "2 started 0 / none\n2 done 12 / none\n2 failed 0 / none\n");
}

TEST_F(HookTest, IsNotNeeded) {
    EXPECT_TRUE(ProgramHook(nullptr).Tell(HookEvent::kStarted, 0));
}

TEST_F(HookTest, ThatFailsIsTold) {
    std::string path = Script("exit 3\n");
    EXPECT_EQ(ProgramHook(path.c_str()).Tell(HookEvent::kDone, 1).error().offset, 3u);
    EXPECT_EQ(ProgramHook("/nonexistent/hook").Tell(HookEvent::kDone, 1).error().offset, 127u);
}

// `faultbox watch` blocks what ends it, and what a hook starts must end all the same.
TEST_F(HookTest, CanBeEnded) {
    sigset_t term, old;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, &old);
    std::string path = Script("kill -TERM $$\nexit 0\n");
    Result<void> told = ProgramHook(path.c_str()).Tell(HookEvent::kDone, 1);
    sigprocmask(SIG_SETMASK, &old, nullptr);
    EXPECT_EQ(told.error().offset, static_cast<uint64_t>(SIGTERM));
}

}  // namespace
}  // namespace faultbox::handover
