#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox {

/// A line to a unit. Bytes may be lost, repeated and changed on it. Tests replace it.
class Line {
  public:
    virtual ~Line() = default;

    /// Waits until `deadline` for bytes; 0 when none came. kIo when the line is gone.
    virtual Result<size_t> Read(std::span<uint8_t> buffer, std::chrono::milliseconds deadline) = 0;
    /// kIo when the line is gone, or takes nothing.
    virtual Result<void> Write(Bytes bytes) = 0;
    /// Since any moment; never goes backwards.
    virtual std::chrono::milliseconds Now() const = 0;
};

}  // namespace faultbox
