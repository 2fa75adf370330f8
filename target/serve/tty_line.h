#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "target/journal/file_descriptor.h"

namespace faultbox::handover {

/// A line to the host. Tests replace it by one that is cut, or that a hostile host is at.
class Line {
  public:
    /// Waits for bytes; 0 when none came for a while. kIo when the line is gone.
    virtual Result<size_t> Read(std::span<uint8_t> buffer) = 0;
    /// Gives up when nobody takes the bytes; the host will ask again.
    virtual Result<void> Write(Bytes bytes) = 0;

  protected:
    ~Line() = default;
};

/// A terminal line, which is set to pass bytes as they are, a pipe or a socket.
class TtyLine : public Line {
  public:
    /// "-" is standard input and output.
    Result<void> Open(const char* path);

    Result<size_t> Read(std::span<uint8_t> buffer) override;
    Result<void> Write(Bytes bytes) override;

  private:
    Result<void> MakeRaw() const;

    journal::FileDescriptor file_;
    int in_ = -1;
    int out_ = -1;
};

}  // namespace faultbox::handover
