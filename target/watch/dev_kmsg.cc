#include "target/watch/dev_kmsg.h"

#include <fcntl.h>
#include <poll.h>

#include <algorithm>
#include <climits>
#include <csignal>
#include <ctime>

#include "target/rights/signal_mask.h"

namespace faultbox::watch {
namespace {

using journal::FileDescriptor;
using journal::SystemFailure;

constexpr uint64_t kMicrosecondsPerSecond = 1'000'000;

// For poll(2), which counts in an int.
int Milliseconds(std::optional<uint64_t> us) {
    return us ? static_cast<int>(std::min<uint64_t>(*us / 1000 + 1, INT_MAX)) : -1;
}

}  // namespace

Result<void> DevKmsg::Open(const char* path) {
    file_ = journal::OpenFile(path, O_RDONLY | O_NONBLOCK);
    if (!file_.ok()) return SystemFailure("cannot open");
    constexpr uint64_t kEnd = rights::SignalSet(SIGTERM) | rights::SignalSet(SIGINT);
    if (!rights::ChangeSignalMask(SIG_BLOCK, kEnd)) return SystemFailure("cannot block signals");
    signals_ = FileDescriptor(rights::OpenSignals(kEnd));
    if (!signals_.ok()) return SystemFailure("cannot wait for signals");
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
    // While records come without a pause nobody waits, and a signal would have no answer.
    constexpr uint32_t kReadsBetweenQuestions = 256;
    bool must_ask = ++reads_ % kReadsBetweenQuestions == 0;
    while (true) {
        pollfd polls[] = {{.fd = signals_.get(), .events = POLLIN}, {.fd = file_.get(), .events = POLLIN}};
        if (must_ask && poll(polls, 1, 0) > 0) return LogResult{LogState::kStopped, {}};
        Result<std::optional<LogResult>> found = Read(buffer);
        if (!found) return std::unexpected(found.error());
        if (*found) return **found;
        int ready = poll(polls, std::size(polls), Milliseconds(wait_us));
        if (ready == 0) return LogResult{LogState::kQuiet, {}};
        if (ready < 0 && errno != EINTR) return SystemFailure("cannot wait");
        must_ask = true;
    }
}

uint64_t DevKmsg::NowUs() const {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<uint64_t>(now.tv_sec) * kMicrosecondsPerSecond + static_cast<uint64_t>(now.tv_nsec) / 1000;
}

}  // namespace faultbox::watch
