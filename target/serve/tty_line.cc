#include "target/serve/tty_line.h"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>

#include <cerrno>
#include <string_view>

namespace faultbox::handover {
namespace {

using journal::SystemFailure;

// A message of 2 KB takes 2.2 s at 9600 baud.
constexpr int kWaitMs = 5000;

// 1 when there is something to do, 0 after kWaitMs.
int Wait(int fd, short events) {
    pollfd entry{.fd = fd, .events = events, .revents = 0};
    int ready = poll(&entry, 1, kWaitMs);
    return ready < 0 && errno == EINTR ? 0 : ready;
}

bool IsBusy() {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

}  // namespace

Result<void> TtyLine::Open(const char* path) {
    in_ = STDIN_FILENO;
    out_ = STDOUT_FILENO;
    if (std::string_view(path) != "-") {
        file_ = journal::OpenFile(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
        if (!file_.ok()) return SystemFailure("cannot open");
        in_ = out_ = file_.get();
    }
    return MakeRaw();
}

Result<void> TtyLine::MakeRaw() const {
    termios settings;
    if (tcgetattr(in_, &settings) != 0) return {};  // A pipe or a socket.
    cfmakeraw(&settings);
    settings.c_cflag |= CLOCAL | CREAD;
    settings.c_cc[VMIN] = 1;
    settings.c_cc[VTIME] = 0;
    if (tcsetattr(in_, TCSANOW, &settings) != 0) return SystemFailure("cannot set up the line");
    return {};
}

Result<size_t> TtyLine::Read(std::span<uint8_t> buffer) {
    int ready = Wait(in_, POLLIN);
    if (ready < 0) return SystemFailure("cannot wait for the line");
    if (ready == 0) return size_t{0};
    ssize_t count = read(in_, buffer.data(), buffer.size());
    if (count < 0 && IsBusy()) return size_t{0};
    if (count < 0) return SystemFailure("cannot read from the line");
    if (count == 0) return Fail(ErrorCode::kIo, "the line is closed", EPIPE);
    return static_cast<size_t>(count);
}

Result<void> TtyLine::Write(Bytes bytes) {
    while (!bytes.empty()) {
        int ready = Wait(out_, POLLOUT);
        if (ready == 0) return {};
        ssize_t count = ready < 0 ? -1 : write(out_, bytes.data(), bytes.size());
        if (count < 0 && IsBusy()) continue;
        if (count < 0) return SystemFailure("cannot write to the line");
        bytes = bytes.subspan(static_cast<size_t>(count));
    }
    return {};
}

}  // namespace faultbox::handover
