#include "arch/common/byte_reader.h"

#include <algorithm>

namespace faultbox {

void ByteReader::Fail(ErrorCode code, const char* what) {
    if (!error_) error_ = Error{code, what, offset_};
}

void ByteReader::Truncate() {
    Fail(ErrorCode::kTruncated, "input ends inside a field");
}

Bytes ByteReader::Take(uint64_t size) {
    if (error_) return {};
    if (size > remaining()) {
        Truncate();
        return {};
    }
    Bytes taken = bytes_.subspan(offset_, static_cast<size_t>(size));
    offset_ += taken.size();
    return taken;
}

void ByteReader::Seek(uint64_t offset) {
    if (error_) return;
    if (offset > bytes_.size()) return Fail(ErrorCode::kTruncated, "offset lies behind the end");
    offset_ = static_cast<size_t>(offset);
}

uint64_t ByteReader::Unsigned(unsigned size) {
    Bytes taken = Take(size);
    uint64_t value = 0;
    if (order_ == std::endian::little) {
        for (size_t i = taken.size(); i > 0; --i) value = value << 8 | taken[i - 1];
    } else {
        for (uint8_t byte : taken) value = value << 8 | byte;
    }
    return value;
}

int64_t ByteReader::Signed(unsigned size) {
    unsigned unused = 64 - 8 * size;
    return static_cast<int64_t>(Unsigned(size) << unused) >> unused;
}

uint64_t ByteReader::LongUleb128() {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        uint8_t byte = U8();
        if (error_) return 0;
        uint64_t payload = byte & 0x7f;
        bool fits = shift < 63 || (shift == 63 && payload <= 1) || payload == 0;
        if (!fits) {
            Fail(ErrorCode::kMalformed, "LEB128 number does not fit 64 bits");
            return 0;
        }
        if (shift < 64) value |= payload << shift;
        if (!(byte & 0x80)) return value;
    }
}

int64_t ByteReader::Sleb128() {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        uint8_t byte = U8();
        if (error_) return 0;
        uint64_t payload = byte & 0x7f;
        bool sign_fill = payload == 0 || payload == 0x7f;
        if (shift >= 63 && !sign_fill) {
            Fail(ErrorCode::kMalformed, "LEB128 number does not fit 64 bits");
            return 0;
        }
        if (shift < 64) value |= payload << shift;
        if (byte & 0x80) continue;
        bool negative = byte & 0x40;
        if (negative && shift + 7 < 64) value |= ~uint64_t{0} << (shift + 7);
        return static_cast<int64_t>(value);
    }
}

std::string_view ByteReader::CString() {
    if (error_) return {};
    // Names and paths are shorter; one without an end could be asked for by many.
    constexpr size_t kLongest = 64 * 1024;
    Bytes rest = bytes_.subspan(offset_, std::min(bytes_.size() - offset_, kLongest + 1));
    auto end = std::ranges::find(rest, uint8_t{0});
    if (end == rest.end()) {
        const bool is_long = rest.size() > kLongest;
        Fail(is_long ? ErrorCode::kLimit : ErrorCode::kTruncated,
             is_long ? "string is too long" : "string has no terminating NUL");
        return {};
    }
    size_t length = static_cast<size_t>(end - rest.begin());
    offset_ += length + 1;
    return AsText(rest.first(length));
}

Result<Bytes> Slice(Bytes bytes, uint64_t offset, uint64_t size) {
    if (offset > bytes.size() || size > bytes.size() - offset) {
        return Fail(ErrorCode::kTruncated, "range lies outside the input", offset);
    }
    return bytes.subspan(static_cast<size_t>(offset), static_cast<size_t>(size));
}

}  // namespace faultbox
