#pragma once

#include <cstdint>
#include <span>

namespace faultbox::usercrash {

/// The memory of a crashed process, by its own addresses. Everything in it is hostile.
class ProcessMemory {
  public:
    /// Fills `buffer`; false when not all of it can be read.
    virtual bool Read(uint64_t address, std::span<uint8_t> buffer) = 0;

  protected:
    ~ProcessMemory() = default;
};

}  // namespace faultbox::usercrash
