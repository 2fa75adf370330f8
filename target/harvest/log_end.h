#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace faultbox::harvest {

/// The last whole lines of a text: at most `max_lines` and `max_bytes`.
std::string_view LastLines(std::string_view text, uint32_t max_lines, size_t max_bytes);

/// True when the log of a system ends as logs do when it was told to restart, halt or power off: among the last lines
/// is one by the kernel (kernel/reboot.c, kernel/kexec_core.c) or by systemd-shutdown that says so.
bool EndsOrderly(std::string_view log);

/// The last line of a text that is not empty, read as a line of the kernel's log.
struct LogEnd {
    std::string_view words;           ///< Without time stamp and level; views into the text.
    std::optional<uint64_t> time_us;  ///< The line's time stamp, since boot.
    uint32_t line = 0;                ///< Its number, 1-based; 0 for an empty text.
};
LogEnd FindLogEnd(std::string_view text);

}  // namespace faultbox::harvest
