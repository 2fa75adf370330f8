#include "target/export/hook.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "arch/common/number_text.h"
#include "target/rights/fork_process.h"

namespace faultbox::handover {
namespace {

using journal::SystemFailure;

constexpr int kPollMs = 20;
constexpr int kMaxPolls = 10'000 / kPollMs;
constexpr int kCannotRun = 127;

const char* NameOf(HookEvent event) {
    switch (event) {
        case HookEvent::kStarted:
            return "started";
        case HookEvent::kDone:
            return "done";
        case HookEvent::kFailed:
            break;
    }
    return "failed";
}

[[noreturn]] void RunChild(const char* program, int mounts, const char* event, const char* count) {
    // The stick is mounted in this process's namespace only; the program does not get to see it.
    bool alone = mounts < 0 || setns(mounts, CLONE_NEWNS) == 0;
    int null = open("/dev/null", O_RDWR);
    if (!alone || null < 0 || dup2(null, STDIN_FILENO) < 0 || chdir("/") != 0) _exit(kCannotRun);
    char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
    char* const environment[] = {path, nullptr};
    char* const arguments[] = {const_cast<char*>(program), const_cast<char*>(event), const_cast<char*>(count), nullptr};
    execve(program, arguments, environment);
    _exit(kCannotRun);
}

Result<void> WaitFor(pid_t child) {
    int status = 0;
    for (int i = 0; i < kMaxPolls; ++i) {
        pid_t ended = waitpid(child, &status, WNOHANG);
        if (ended < 0 && errno != EINTR) return SystemFailure("cannot wait for the hook");
        if (ended == child && WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
        if (ended == child) return Fail(ErrorCode::kMismatch, "the hook has failed with status", WEXITSTATUS(status));
        poll(nullptr, 0, kPollMs);
    }
    kill(child, SIGKILL);
    (void)waitpid(child, &status, 0);
    return Fail(ErrorCode::kLimit, "the hook took too long");
}

}  // namespace

ProgramHook::ProgramHook(const char* program)
    : program_(program), mounts_(open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC)) {}

Result<void> ProgramHook::Tell(HookEvent event, size_t records) {
    if (program_ == nullptr) return {};
    std::array<char, 24> count{};
    std::ranges::copy(NumberText(records).view(), count.begin());
    pid_t child = rights::ForkProcess();
    if (child < 0) return SystemFailure("cannot start the hook");
    if (child == 0) RunChild(program_, mounts_.get(), NameOf(event), count.data());
    return WaitFor(child);
}

}  // namespace faultbox::handover
