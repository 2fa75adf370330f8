#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox::harvest {

/// The files in which the running system says what it is and what it does: /proc, /sys, /etc. What they hold is
/// untrusted. Tests replace it.
class FileReader {
  public:
    /// The first bytes of the file of that whole path, as many as fit into `buffer`. Errors are kIo with the errno as
    /// offset. A path of 256 characters or more is that of no file.
    virtual Result<Bytes> Read(std::string_view path, std::span<uint8_t> buffer) const = 0;

  protected:
    ~FileReader() = default;
};

/// Reads the running system's.
Result<Bytes> ReadSystemFile(std::string_view path, std::span<uint8_t> buffer);

}  // namespace faultbox::harvest
