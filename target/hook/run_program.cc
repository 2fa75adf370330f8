#include "target/hook/run_program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "target/journal/file_descriptor.h"
#include "target/rights/fork_process.h"
#include "target/rights/signal_mask.h"

namespace faultbox::hook {
namespace {

using journal::SystemFailure;

constexpr int kPollMs = 20;
constexpr int kMaxPolls = 10'000 / kPollMs;
constexpr int kCannotRun = 127;

[[noreturn]] void RunChild(const char* program, const std::array<const char*, 2>& arguments) {
    rights::ChangeSignalMask(SIG_SETMASK, 0);  // `faultbox watch` blocks what ends it
    setpgid(0, 0);                             // so that what it has started can be ended with it
    int null = journal::OpenAt(AT_FDCWD, "/dev/null", O_RDONLY);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || chdir("/") != 0) _exit(kCannotRun);
    char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
    char* const environment[] = {path, nullptr};
    const char* const words[] = {program, arguments[0], arguments[1], nullptr};
    execve(program, const_cast<char* const*>(words), environment);
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
    kill(-child, SIGKILL);
    kill(child, SIGKILL);  // one that was not yet the first of its group
    (void)waitpid(child, &status, 0);
    return Fail(ErrorCode::kLimit, "the hook took too long");
}

}  // namespace

Result<void> RunProgram(const char* program, const std::array<const char*, 2>& arguments) {
    pid_t child = rights::ForkProcess();
    if (child < 0) return SystemFailure("cannot start the hook");
    if (child == 0) RunChild(program, arguments);
    return WaitFor(child);
}

}  // namespace faultbox::hook
