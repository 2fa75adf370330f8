#pragma once

#include "target/journal/file_descriptor.h"
#include "target/watch/kernel_log.h"

namespace faultbox::watch {

/// /dev/kmsg. SIGTERM and SIGINT end the waiting. One object in a process.
class DevKmsg : public KernelLog {
  public:
    /// Opens the log at its oldest record.
    Result<void> Open(const char* path);

    Result<LogResult> Next(std::span<char> buffer, std::optional<uint64_t> wait_us) override;
    uint64_t NowUs() const override;

  private:
    Result<std::optional<LogResult>> Read(std::span<char> buffer);

    journal::FileDescriptor file_;
    journal::FileDescriptor signals_;  // signalfd(2)
    uint32_t reads_ = 0;
};

}  // namespace faultbox::watch
