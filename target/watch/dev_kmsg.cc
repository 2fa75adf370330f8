#include "target/watch/dev_kmsg.h"

#include <fcntl.h>
#include <poll.h>

#include <ctime>

namespace faultbox::watch {
namespace {

using journal::FileDescriptor;
using journal::SystemFailure;

constexpr uint64_t kMicrosecondsPerSecond = 1'000'000;

volatile sig_atomic_t g_stopped = 0;

void Stop(int) {
    g_stopped = 1;
}

// While records come without a pause nobody waits, and the signals stay blocked.
bool IsStopPending() {
    sigset_t pending;
    return sigpending(&pending) == 0 && (sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1);
}

}  // namespace

Result<void> DevKmsg::Open(const char* path) {
    file_ = FileDescriptor(open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!file_.ok()) return SystemFailure("cannot open");
    struct sigaction action{};
    action.sa_handler = Stop;
    sigset_t signals;
    sigemptyset(&signals);
    for (int signal : {SIGTERM, SIGINT}) {
        sigaddset(&signals, signal);
        if (sigaction(signal, &action, nullptr) != 0) return SystemFailure("cannot handle signals");
    }
    // They come while ppoll waits and at no other time, so that none comes between the question and the waiting.
    if (sigprocmask(SIG_BLOCK, &signals, &waiting_mask_) != 0) return SystemFailure("cannot block signals");
    sigdelset(&waiting_mask_, SIGTERM);
    sigdelset(&waiting_mask_, SIGINT);
    return {};
}

// Nothing when there is no record yet.
Result<std::optional<LogResult>> DevKmsg::Read(std::span<char> buffer) {
    ssize_t size = read(file_.get(), buffer.data(), buffer.size());
    if (size > 0) return LogResult{LogState::kRecord, {buffer.data(), static_cast<size_t>(size)}};
    if (size == 0) return Fail(ErrorCode::kTruncated, "the log has an end");
    if (errno == EPIPE) return LogResult{LogState::kOverrun, {}};
    if (errno == EAGAIN || errno == EINTR) return std::nullopt;
    return SystemFailure("cannot read");
}

Result<LogResult> DevKmsg::Next(std::span<char> buffer, std::optional<uint64_t> wait_us) {
    constexpr uint32_t kReadsBetweenQuestions = 256;
    if (++reads_ % kReadsBetweenQuestions == 0 && IsStopPending()) return LogResult{LogState::kStopped, {}};
    while (true) {
        Result<std::optional<LogResult>> found = Read(buffer);
        if (!found) return std::unexpected(found.error());
        if (*found) return **found;
        timespec wait{};
        if (wait_us) {
            wait.tv_sec = static_cast<time_t>(*wait_us / kMicrosecondsPerSecond);
            wait.tv_nsec = static_cast<long>(*wait_us % kMicrosecondsPerSecond * 1000);
        }
        pollfd poll{.fd = file_.get(), .events = POLLIN};
        int ready = ppoll(&poll, 1, wait_us ? &wait : nullptr, &waiting_mask_);
        if (g_stopped != 0) return LogResult{LogState::kStopped, {}};
        if (ready == 0) return LogResult{LogState::kQuiet, {}};
        if (ready < 0 && errno != EINTR) return SystemFailure("cannot wait");
    }
}

uint64_t DevKmsg::NowUs() const {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<uint64_t>(now.tv_sec) * kMicrosecondsPerSecond + static_cast<uint64_t>(now.tv_nsec) / 1000;
}

}  // namespace faultbox::watch
