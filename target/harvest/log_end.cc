#include "target/harvest/log_end.h"

#include <algorithm>

#include "arch/common/text_line.h"
#include "target/oops/line_prefix.h"

namespace faultbox::harvest {
namespace {

// Drivers that restart the machine print some lines of their own behind the kernel's.
constexpr uint32_t kLinesBehind = 16;
constexpr size_t kBytesBehind = 4096;

constexpr std::string_view kOrderlyEnds[] = {
    // kernel/reboot.c since 3.11: "[    1.384139] reboot: Power down", "reboot: Restarting system with command 'x'"
    "reboot: Restarting system",
    "reboot: Power down",
    "reboot: System halted",
    // before: "Restarting system.", "Power down.", "System halted."
    "Restarting system",
    "Power down.",
    "System halted.",
    // kernel/kexec_core.c: "kexec_core: Starting new kernel", "Starting new kernel"
    "kexec_core: Starting new kernel",
    "Starting new kernel",
    // src/shutdown/shutdown.c: "[   46.250183] systemd-shutdown[1]: Rebooting."
    "systemd-shutdown[1]: Rebooting",
    "systemd-shutdown[1]: Powering off.",
    "systemd-shutdown[1]: Halting system.",
};

// Takes the text's next line, with its prefix stripped.
Line TakeLogLine(std::string_view& text) {
    Line line;
    line.text = TakeLine(text);
    while (line.text.ends_with('\r') || line.text.ends_with(' ')) line.text.remove_suffix(1);
    StripPrefix(line);
    return line;
}

}  // namespace

std::string_view LastLines(std::string_view text, uint32_t max_lines, size_t max_bytes) {
    size_t begin = text.size();
    for (uint32_t lines = 0; lines < max_lines && begin != 0; ++lines) {
        size_t line = begin < 2 ? 0 : text.rfind('\n', begin - 2) + 1;
        if (text.size() - line > max_bytes) break;
        begin = line;
    }
    return text.substr(begin);
}

bool EndsOrderly(std::string_view log) {
    std::string_view end = LastLines(log, kLinesBehind, kBytesBehind);
    while (!end.empty()) {
        Line line = TakeLogLine(end);
        auto begins = [&](std::string_view words) { return line.text.starts_with(words); };
        if (std::ranges::any_of(kOrderlyEnds, begins)) return true;
    }
    return false;
}

LogEnd FindLogEnd(std::string_view text) {
    LogEnd end;
    for (uint32_t number = 1; !text.empty(); ++number) {
        Line line = TakeLogLine(text);
        if (line.text.empty()) continue;
        end = {.words = line.text, .time_us = line.time_us, .line = number};
    }
    return end;
}

}  // namespace faultbox::harvest
