#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "arch/common/bytes.h"

namespace faultbox::record {

/// Writes protobuf fields into a buffer of fixed size: no allocation, and what does not fit sets `overflowed` and is
/// left out as a whole. Field numbers come from the generated header, so that schema and writer cannot part
/// (docs/decisions/0001-record-encoding.md).
class MessageWriter {
  public:
    explicit MessageWriter(std::span<uint8_t> buffer) : buffer_(buffer), limit_(buffer.size()) {}

    /// Keeps the last `size_bytes` of the buffer free, until it is called with 0 again.
    void KeepFree(size_t size_bytes) { limit_ = size_bytes < buffer_.size() ? buffer_.size() - size_bytes : 0; }

    void Uint(int field, uint64_t value);
    void Fixed64(int field, uint64_t value);
    void String(int field, std::string_view value) { Blob(field, AsBytes(value)); }
    void Blob(int field, Bytes value);
    void Bool(int field) { Uint(field, 1); }

    /// Writes nothing for an absent value.
    template <typename T>
    void Optional(int field, const std::optional<T>& value) {
        if (value) Uint(field, *value);
    }
    /// Writes nothing for an empty string.
    void NonEmpty(int field, std::string_view value) {
        if (!value.empty()) String(field, value);
    }
    /// Writes nothing for false.
    void Flag(int field, bool value) {
        if (value) Bool(field);
    }

    /// Calls `fill` to write a nested message, or the content of a packed field, of `field`.
    template <typename Fill>
    void Nested(int field, Fill fill) {
        size_t mark = Begin(field);
        fill();
        End(mark);
    }

    /// One byte of a blob, or one element of a packed field of varints or of fixed64, inside Nested.
    void PackedByte(uint8_t value);
    void PackedUint(uint64_t value);
    void PackedFixed64(uint64_t value);
    void PackedFixed32(uint32_t value);

    /// Space that can be written to directly; Append makes it part of the message.
    std::span<uint8_t> FreeSpace() const { return buffer_.subspan(size_, limit_ > size_ ? limit_ - size_ : 0); }
    /// Appends raw bytes, inside Nested: they may already stand at the start of FreeSpace().
    void Append(size_t size_bytes);

    size_t size() const { return size_; }
    /// Something did not fit.
    bool overflowed() const { return overflowed_; }
    /// Takes back all from `size` on, and the overflow.
    void Rewind(size_t size);

  private:
    size_t Begin(int field);
    void End(size_t mark);
    bool Reserve(size_t size);

    std::span<uint8_t> buffer_;
    size_t limit_;
    size_t size_ = 0;
    bool overflowed_ = false;
};

}  // namespace faultbox::record
