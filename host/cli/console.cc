#include "host/cli/console.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <format>

#include "host/report/utf8.h"

namespace faultbox::cli {

bool Print(std::string_view text) {
    bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    if (!written) Complain(std::format("stdout: {}", std::strerror(errno)));
    return written;
}

void Complain(std::string_view text) {
    std::string line = "faultscope: " + Printable(text) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
}

void Complain(std::string_view file, const Error& error) {
    if (error.code == ErrorCode::kIo) {
        Complain(std::format("{}: {}: {}", file, error.what, std::strerror(static_cast<int>(error.offset))));
    } else if (error.offset != 0) {
        Complain(std::format("{}: {} (at offset 0x{:x})", file, error.what, error.offset));
    } else {
        Complain(std::format("{}: {}", file, error.what));
    }
}

Progress::Progress() : start_(std::chrono::steady_clock::now()), terminal_(isatty(STDERR_FILENO) != 0) {}

void Progress::Show(std::string_view step) const {
    if (terminal_ && std::chrono::steady_clock::now() - start_ > std::chrono::seconds(1)) Complain(step);
}

bool WantsColor() {
    const char* no_color = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
    return isatty(STDOUT_FILENO) && !dumb && (no_color == nullptr || *no_color == '\0');
}

}  // namespace faultbox::cli
