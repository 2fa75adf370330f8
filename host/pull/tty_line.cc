#include "host/pull/tty_line.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace faultbox {
namespace {

constexpr int kWriteTimeMs = 5000;

std::unexpected<Error> SystemFailure(const char* what) {
    return Fail(ErrorCode::kIo, what, static_cast<uint64_t>(errno));
}

Result<int> ConnectSocket(const std::string& path) {
    sockaddr_un address{.sun_family = AF_UNIX};
    if (path.size() >= sizeof(address.sun_path)) return Fail(ErrorCode::kIo, "cannot connect", ENAMETOOLONG);
    std::ranges::copy(path, address.sun_path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) return fd;
    std::unexpected<Error> failure = SystemFailure("cannot connect");
    if (fd >= 0) close(fd);
    return failure;
}

// 1 when there is something to do, 0 when not in time.
int Wait(int fd, short events, int timeout_ms) {
    pollfd entry{.fd = fd, .events = events, .revents = 0};
    int ready = poll(&entry, 1, timeout_ms);
    return ready < 0 && errno == EINTR ? 0 : ready;
}

bool IsBusy() {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

}  // namespace

TtyLine::~TtyLine() {
    Close();
}

void TtyLine::Close() {
    if (terminal_) tcsetattr(STDIN_FILENO, TCSANOW, &*terminal_);
    terminal_.reset();
    if (file_ >= 0) close(file_);
    file_ = in_ = out_ = -1;
}

Result<void> TtyLine::OpenFile(const std::string& path) {
    struct stat status;
    if (stat(path.c_str(), &status) != 0) return SystemFailure("cannot open");
    if (S_ISSOCK(status.st_mode)) {
        Result<int> socket = ConnectSocket(path);
        if (!socket) return std::unexpected(socket.error());
        file_ = *socket;
    } else {
        file_ = open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        if (file_ < 0) return SystemFailure("cannot open");
    }
    in_ = out_ = file_;
    return {};
}

Result<void> TtyLine::MakeRaw() {
    termios settings;
    if (tcgetattr(in_, &settings) != 0) return SystemFailure("cannot read the line's settings");
    if (in_ == STDIN_FILENO) terminal_ = settings;
    cfmakeraw(&settings);
    settings.c_cflag |= CLOCAL | CREAD;
    settings.c_cc[VMIN] = 1;
    settings.c_cc[VTIME] = 0;
    if (tcsetattr(in_, TCSANOW, &settings) != 0) return SystemFailure("cannot set up the line");
    // What came in before anything was asked.
    tcflush(in_, TCIFLUSH);
    return {};
}

Result<void> TtyLine::Open(const std::string& path) {
    Close();
    in_ = STDIN_FILENO;
    out_ = STDOUT_FILENO;
    if (path != "-") {
        if (Result<void> opened = OpenFile(path); !opened) return opened;
    }
    return isatty(in_) ? MakeRaw() : Result<void>();
}

Result<size_t> TtyLine::Read(std::span<uint8_t> buffer, std::chrono::milliseconds deadline) {
    auto left = std::max((deadline - Now()).count(), std::chrono::milliseconds::rep{0});
    int ready = Wait(in_, POLLIN, static_cast<int>(left));
    if (ready < 0) return SystemFailure("cannot wait for the line");
    if (ready == 0) return size_t{0};
    ssize_t count = read(in_, buffer.data(), buffer.size());
    if (count < 0 && IsBusy()) return size_t{0};
    if (count < 0) return SystemFailure("cannot read from the line");
    if (count == 0) return Fail(ErrorCode::kIo, "the line is closed", EPIPE);
    return static_cast<size_t>(count);
}

Result<void> TtyLine::Write(Bytes bytes) {
    std::chrono::milliseconds deadline = Now() + std::chrono::milliseconds(kWriteTimeMs);
    while (!bytes.empty()) {
        int ready = Wait(out_, POLLOUT, kWriteTimeMs);
        if (ready == 0 && Now() >= deadline) return Fail(ErrorCode::kIo, "the line takes nothing", ETIMEDOUT);
        if (ready == 0) continue;
        ssize_t count = ready < 0 ? -1 : write(out_, bytes.data(), bytes.size());
        if (count < 0 && IsBusy()) continue;
        if (count < 0) return SystemFailure("cannot write to the line");
        bytes = bytes.subspan(static_cast<size_t>(count));
    }
    return {};
}

std::chrono::milliseconds TtyLine::Now() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace faultbox
