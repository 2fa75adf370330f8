#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "arch/common/bytes.h"

namespace faultbox::format {

/// Puts numbers, little endian, and bytes into memory of a fixed size. What does not fit is left out, and ok() says so.
class ByteWriter {
  public:
    explicit ByteWriter(std::span<uint8_t> out) : out_(out) {}

    void U8(uint8_t value) { Unsigned(value, 1); }
    void U16(uint16_t value) { Unsigned(value, 2); }
    void U32(uint32_t value) { Unsigned(value, 4); }
    void U64(uint64_t value) { Unsigned(value, 8); }
    void Put(Bytes bytes) {
        for (uint8_t byte : bytes) U8(byte);
    }

    bool ok() const { return ok_; }
    /// What has been written so far.
    Bytes written() const { return out_.first(size_); }

  private:
    void Unsigned(uint64_t value, size_t size) {
        if (out_.size() - size_ < size) {
            ok_ = false;
            return;
        }
        for (; size != 0; --size, value >>= 8) out_[size_++] = static_cast<uint8_t>(value);
    }

    std::span<uint8_t> out_;
    size_t size_ = 0;
    bool ok_ = true;
};

}  // namespace faultbox::format
