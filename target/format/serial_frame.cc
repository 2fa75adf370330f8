#include "target/format/serial_frame.h"

#include <algorithm>

#include "arch/common/byte_reader.h"
#include "target/codec/crc32.h"
#include "target/format/byte_writer.h"

namespace faultbox::format {
namespace {

constexpr size_t kCheckedHeaderBytes = kSerialHeaderBytes - 4;
constexpr uint8_t kMagicFirst = kSerialMagic & 0xff;

std::optional<Message> DecodeFrame(Bytes frame) {
    ByteReader reader(frame);
    reader.Skip(5);
    Message message;
    message.type = static_cast<MessageType>(reader.U8());
    uint16_t size = reader.U16();
    message.tag = reader.U32();
    reader.Skip(4);
    Bytes body = reader.Take(size);
    if (codec::Crc32(body) != reader.U32() || !reader.ok()) return std::nullopt;
    ByteReader fields(body);
    message.code = fields.U8();
    message.flags = fields.U8();
    message.length = fields.U16();
    message.sequence = fields.U32();
    message.signature = fields.U64();
    message.position = fields.U32();
    message.crc = fields.U32();
    message.data = fields.Take(fields.remaining());
    return message;
}

}  // namespace

Bytes EncodeSerial(const Message& message, std::span<uint8_t> out) {
    if (message.data.size() > kMaxMessageData) return {};
    size_t size = kMessageBytes + message.data.size();
    ByteWriter writer(out);
    writer.U32(kSerialMagic);
    writer.U8(kSerialFrameVersion);
    writer.U8(static_cast<uint8_t>(message.type));
    writer.U16(static_cast<uint16_t>(size));
    writer.U32(message.tag);
    writer.U32(codec::Crc32(writer.written()));
    writer.U8(message.code);
    writer.U8(message.flags);
    writer.U16(message.length);
    writer.U32(message.sequence);
    writer.U64(message.signature);
    writer.U32(message.position);
    writer.U32(message.crc);
    writer.Put(message.data);
    if (!writer.ok()) return {};
    writer.U32(codec::Crc32(writer.written().subspan(kSerialHeaderBytes)));
    return writer.ok() ? writer.written() : Bytes();
}

std::span<uint8_t> SerialReader::Room() {
    std::copy(buffer_.begin() + static_cast<ptrdiff_t>(begin_), buffer_.begin() + static_cast<ptrdiff_t>(end_),
              buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
    return buffer_.subspan(end_);
}

void SerialReader::FindMagic() {
    auto first = buffer_.begin() + static_cast<ptrdiff_t>(begin_);
    auto last = buffer_.begin() + static_cast<ptrdiff_t>(end_);
    begin_ = static_cast<size_t>(std::find(first, last, kMagicFirst) - buffer_.begin());
}

size_t SerialReader::FrameSize() const {
    Bytes bytes = Bytes(buffer_).subspan(begin_, end_ - begin_);
    ByteReader reader(bytes);
    uint32_t magic = reader.U32();
    if (reader.ok() && magic != kSerialMagic) return 0;
    uint8_t version = reader.U8();
    if (reader.ok() && version != kSerialFrameVersion) return 0;
    reader.Skip(1);
    uint16_t size = reader.U16();
    reader.Skip(4);
    uint32_t crc = reader.U32();
    if (!reader.ok()) return kSerialHeaderBytes;
    if (codec::Crc32(bytes.first(kCheckedHeaderBytes)) != crc || size < kMessageBytes) return 0;
    size_t frame = kSerialHeaderBytes + size + kSerialTrailerBytes;
    return frame <= buffer_.size() ? frame : 0;
}

std::optional<Message> SerialReader::Next() {
    while (true) {
        FindMagic();
        if (begin_ == end_) return std::nullopt;
        size_t size = FrameSize();
        if (size > end_ - begin_) return std::nullopt;
        // A frame that is damaged may hide the beginning of the next one.
        std::optional<Message> message;
        if (size >= kMaxRequestFrame) message = DecodeFrame(Bytes(buffer_).subspan(begin_, size));
        begin_ += message ? size : 1;
        if (message) return message;
    }
}

void SerialReader::Abandon() {
    if (begin_ < end_) ++begin_;
}

}  // namespace faultbox::format
