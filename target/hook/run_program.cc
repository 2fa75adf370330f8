#include "target/hook/run_program.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "target/journal/file_descriptor.h"
#include "target/rights/fork_process.h"

namespace faultbox::hook {
namespace {

using journal::SystemFailure;

constexpr size_t kMaxArguments = 3;
constexpr int kPollMs = 20;
constexpr int kMaxPolls = 10'000 / kPollMs;
constexpr int kCannotRun = 127;

[[noreturn]] void RunChild(const char* program, std::span<const char* const> arguments, int mounts) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);  // `faultbox watch` blocks what ends it
    bool is_there = mounts < 0 || setns(mounts, CLONE_NEWNS) == 0;
    int null = open("/dev/null", O_RDWR);
    if (!is_there || null < 0 || dup2(null, STDIN_FILENO) < 0 || chdir("/") != 0) _exit(kCannotRun);
    char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
    char* const environment[] = {path, nullptr};
    std::array<char*, kMaxArguments + 2> words{const_cast<char*>(program)};
    std::ranges::transform(arguments.first(std::min(arguments.size(), kMaxArguments)), words.begin() + 1,
                           [](const char* word) { return const_cast<char*>(word); });
    execve(program, words.data(), environment);
    _exit(kCannotRun);
}

Result<void> WaitFor(pid_t child) {
    int status = 0;
    for (int i = 0; i < kMaxPolls; ++i) {
        pid_t ended = waitpid(child, &status, WNOHANG);
        if (ended < 0 && errno != EINTR) return SystemFailure("cannot wait for the hook");
        if (ended == child && WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
        if (ended == child && WIFSIGNALED(status)) {
            return Fail(ErrorCode::kMismatch, "the hook was ended by signal", static_cast<uint64_t>(WTERMSIG(status)));
        }
        if (ended == child) return Fail(ErrorCode::kMismatch, "the hook has failed with status", WEXITSTATUS(status));
        poll(nullptr, 0, kPollMs);
    }
    kill(child, SIGKILL);
    (void)waitpid(child, &status, 0);
    return Fail(ErrorCode::kLimit, "the hook took too long");
}

}  // namespace

Result<void> RunProgram(const char* program, std::span<const char* const> arguments, int mounts) {
    pid_t child = rights::ForkProcess();
    if (child < 0) return SystemFailure("cannot start the hook");
    if (child == 0) RunChild(program, arguments, mounts);
    return WaitFor(child);
}

}  // namespace faultbox::hook
