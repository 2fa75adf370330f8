#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace faultbox {

/// Who printed a line, on kernels with CONFIG_PRINTK_CALLER: "[    T1]", "[    C0]".
struct Caller {
    char type = 0;  ///< 'T' for a task, 'C' for a processor in interrupt.
    uint32_t number = 0;

    bool operator==(const Caller&) const = default;
};

/// One line of console text. `text` points into the input.
struct Line {
    uint32_t number = 0;              ///< 1-based.
    size_t offset = 0;                ///< Of the line's first byte in the input, prefix included.
    std::string_view text;            ///< Without prefix, and without blanks, CRs, NULs and escape codes at its end.
    size_t prefix_size = 0;           ///< Bytes that stood before the text.
    std::optional<uint64_t> time_us;  ///< Kernel time stamp, microseconds since boot.
    std::optional<uint8_t> level;     ///< 0 (emergency) to 7 (debug).
    std::optional<Caller> caller;

    bool has_prefix() const { return prefix_size != 0; }
};

/// Splits untrusted console text into lines and strips what loggers put before the kernel's words: log levels, time
/// stamps of every form, callers, syslog and journal headers, /dev/kmsg and netconsole records.
class LineScanner {
  public:
    explicit LineScanner(std::string_view text) : text_(text) {}

    /// The next line; false at the end. Each byte is looked at a bounded number of times.
    bool Next(Line& line);

  private:
    std::string_view text_;
    size_t offset_ = 0;
    uint32_t number_ = 0;
};

}  // namespace faultbox
