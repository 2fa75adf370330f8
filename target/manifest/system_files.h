#pragma once

#include <cstdint>
#include <span>

#include "arch/common/result.h"

namespace faultbox::manifest {

/// The files in which the running system says what it is: /proc, /sys, /etc. Tests replace it.
class SystemFiles {
  public:
    /// Reads the file from its start into `buffer`: as many bytes as there are, or as fit.
    virtual Result<size_t> Read(const char* path, std::span<uint8_t> buffer) const = 0;

  protected:
    ~SystemFiles() = default;
};

class RunningSystemFiles : public SystemFiles {
  public:
    Result<size_t> Read(const char* path, std::span<uint8_t> buffer) const override;
};

}  // namespace faultbox::manifest
