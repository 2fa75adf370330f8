#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "arch/common/result.h"

namespace faultbox::watch {

/// What waiting for the kernel's log ended with.
enum class LogState : uint8_t {
    kRecord,   ///< The next record.
    kOverrun,  ///< Records were overwritten before they were read; the oldest that is left comes next.
    kQuiet,    ///< The time to wait is over.
    kStopped,  ///< The process is to end.
};

struct LogResult {
    LogState state = LogState::kStopped;
    std::string_view record;
};

/// The kernel's log, record by record. Tests replace it.
class KernelLog {
  public:
    /// The next record, which lies in `buffer`. Waits for it, without end where no time is given.
    virtual Result<LogResult> Next(std::span<char> buffer, std::optional<uint64_t> wait_us) = 0;
    /// Of a clock that runs since boot and that nobody sets.
    virtual uint64_t NowUs() const = 0;

  protected:
    ~KernelLog() = default;
};

}  // namespace faultbox::watch
