#pragma once

#include <cstdint>
#include <span>

#include "arch/common/result.h"

namespace faultbox::usercrash {

/// Bytes that come once, in order: the core on standard input, or a file of /proc.
class ByteStream {
  public:
    /// Reads until `buffer` is full or the stream ends, and returns how many bytes that are.
    virtual Result<size_t> Read(std::span<uint8_t> buffer) = 0;

  protected:
    ~ByteStream() = default;
};

}  // namespace faultbox::usercrash
