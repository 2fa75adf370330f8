#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string_view>

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox {

/// Reads numbers and strings out of untrusted bytes. The first read that fails is remembered with its offset; from then
/// on every read returns zero or an empty view and does not move, so that a caller may read a whole structure and test
/// `ok()` once. Reads never go past the end and never allocate.
class ByteReader {
  public:
    explicit ByteReader(Bytes bytes, std::endian order = std::endian::little) : bytes_(bytes), order_(order) {}

    bool ok() const { return !error_; }
    /// The first error. Only to be called when `ok()` is false.
    Error error() const { return *error_; }
    std::unexpected<Error> Failure() const { return std::unexpected(*error_); }
    /// Remembers an error of the caller's own, at the current offset, unless there is one already.
    void Fail(ErrorCode code, const char* what);

    size_t offset() const { return offset_; }
    size_t size() const { return bytes_.size(); }
    size_t remaining() const { return bytes_.size() - offset_; }
    bool at_end() const { return remaining() == 0; }
    std::endian order() const { return order_; }

    uint8_t U8() {
        if (!error_ && !at_end()) return bytes_[offset_++];
        Truncate();
        return 0;
    }
    uint16_t U16() { return static_cast<uint16_t>(Unsigned(2)); }
    uint32_t U32() { return static_cast<uint32_t>(Unsigned(4)); }
    uint64_t U64() { return Unsigned(8); }
    /// An unsigned number of `size` bytes, 1 to 8 (DWARF has 3-byte forms).
    uint64_t Unsigned(unsigned size);
    /// A two's complement number of `size` bytes, 1 to 8.
    int64_t Signed(unsigned size);
    /// LEB128 (DWARF 5, section 7.6). A number that does not fit 64 bits is malformed.
    uint64_t Uleb128() {
        if (error_ || at_end() || bytes_[offset_] > 0x7f) return LongUleb128();
        return bytes_[offset_++];
    }
    int64_t Sleb128();
    /// Bytes up to a NUL, which is consumed and not part of the result. kLimit where there is none in 64 KiB.
    std::string_view CString();
    /// The next `size` bytes.
    Bytes Take(uint64_t size);
    void Skip(uint64_t size) {
        if (error_ || size > remaining()) return Truncate();
        offset_ += static_cast<size_t>(size);
    }
    /// Moves to an absolute offset, which may be the end.
    void Seek(uint64_t offset);

  private:
    void Truncate();
    uint64_t LongUleb128();

    Bytes bytes_;
    size_t offset_ = 0;
    std::endian order_;
    std::optional<Error> error_;
};

/// `bytes[offset, offset + size)`, or an error when that range is not wholly inside.
Result<Bytes> Slice(Bytes bytes, uint64_t offset, uint64_t size);

}  // namespace faultbox
