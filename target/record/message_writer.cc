#include "target/record/message_writer.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <algorithm>
#include <cstring>

namespace faultbox::record {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedOutputStream;

constexpr size_t kMaxTagBytes = 5;
constexpr size_t kMaxVarintBytes = 10;

}  // namespace

bool MessageWriter::Reserve(size_t size) {
    if (!overflowed_ && size_ <= limit_ && size <= limit_ - size_) return true;
    overflowed_ = true;
    return false;
}

void MessageWriter::Uint(int field, uint64_t value) {
    if (!Reserve(kMaxTagBytes + kMaxVarintBytes)) return;
    size_ = WireFormatLite::WriteUInt64ToArray(field, value, &buffer_[size_]) - buffer_.data();
}

void MessageWriter::Fixed64(int field, uint64_t value) {
    if (!Reserve(kMaxTagBytes + sizeof value)) return;
    size_ = WireFormatLite::WriteFixed64ToArray(field, value, &buffer_[size_]) - buffer_.data();
}

void MessageWriter::Blob(int field, Bytes value) {
    if (!Reserve(kMaxTagBytes + kMaxVarintBytes + value.size())) return;
    uint8_t* out = WireFormatLite::WriteTagToArray(field, WireFormatLite::WIRETYPE_LENGTH_DELIMITED, &buffer_[size_]);
    out = CodedOutputStream::WriteVarint32ToArray(static_cast<uint32_t>(value.size()), out);
    out = std::ranges::copy(value, out).out;
    size_ = out - buffer_.data();
}

void MessageWriter::PackedByte(uint8_t value) {
    if (Reserve(1)) buffer_[size_++] = value;
}

void MessageWriter::PackedUint(uint64_t value) {
    if (!Reserve(kMaxVarintBytes)) return;
    size_ = CodedOutputStream::WriteVarint64ToArray(value, &buffer_[size_]) - buffer_.data();
}

void MessageWriter::PackedFixed64(uint64_t value) {
    if (!Reserve(sizeof value)) return;
    size_ = CodedOutputStream::WriteLittleEndian64ToArray(value, &buffer_[size_]) - buffer_.data();
}

void MessageWriter::PackedFixed32(uint32_t value) {
    if (!Reserve(sizeof value)) return;
    size_ = CodedOutputStream::WriteLittleEndian32ToArray(value, &buffer_[size_]) - buffer_.data();
}

void MessageWriter::Append(size_t size_bytes) {
    if (Reserve(size_bytes)) size_ += size_bytes;
}

void MessageWriter::Rewind(size_t size) {
    size_ = size;
    overflowed_ = false;
}

// The length is written when it is known: one byte is kept free for it, and a longer message moves up.
size_t MessageWriter::Begin(int field) {
    if (!Reserve(kMaxTagBytes + kMaxVarintBytes)) return size_;
    uint8_t* out = WireFormatLite::WriteTagToArray(field, WireFormatLite::WIRETYPE_LENGTH_DELIMITED, &buffer_[size_]);
    size_ = out + 1 - buffer_.data();
    return size_;
}

void MessageWriter::End(size_t mark) {
    if (overflowed_) return;
    auto length = static_cast<uint32_t>(size_ - mark);
    size_t extra = CodedOutputStream::VarintSize32(length) - 1;
    if (!Reserve(extra)) return;
    memmove(&buffer_[mark + extra], &buffer_[mark], length);
    CodedOutputStream::WriteVarint32ToArray(length, &buffer_[mark - 1]);
    size_ += extra;
}

}  // namespace faultbox::record
