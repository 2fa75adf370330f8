#pragma once

#include <termios.h>

#include <optional>
#include <string>

#include "host/pull/line.h"

namespace faultbox {

/// A terminal line, which is set to pass bytes as they are, a Unix socket, or "-" for standard input and output. A
/// terminal that is standard input gets its settings back when it is closed.
class TtyLine : public Line {
  public:
    TtyLine() = default;
    ~TtyLine() override;
    TtyLine(const TtyLine&) = delete;
    TtyLine& operator=(const TtyLine&) = delete;

    Result<void> Open(const std::string& path);
    void Close();

    Result<size_t> Read(std::span<uint8_t> buffer, std::chrono::milliseconds deadline) override;
    Result<void> Write(Bytes bytes) override;
    std::chrono::milliseconds Now() const override;

  private:
    Result<void> OpenFile(const std::string& path);
    Result<void> MakeRaw();

    std::optional<termios> terminal_;  // How standard input was set before.
    int file_ = -1;
    int in_ = -1;
    int out_ = -1;
};

}  // namespace faultbox
