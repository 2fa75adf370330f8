#include "target/format/repeat_frame.h"

#include <algorithm>

#include "arch/common/byte_reader.h"
#include "target/codec/crc32.h"

namespace faultbox::format {
namespace {

constexpr uint16_t kReadFlag = 1;
constexpr size_t kCheckedBytes = kRepeatFrameBytes - 4;

uint8_t* Put(uint8_t* out, uint64_t value, unsigned size) {
    for (; size != 0; --size) {
        *out++ = static_cast<uint8_t>(value);
        value >>= 8;
    }
    return out;
}

// Over the record's own checksum as well: what a flash file system left in the page from another file is no frame.
uint32_t Checksum(Bytes frame, uint32_t record_crc) {
    std::array<uint8_t, 4 + kCheckedBytes> bytes;
    std::ranges::copy(frame.first(kCheckedBytes), Put(bytes.data(), record_crc, 4));
    return codec::Crc32(bytes);
}

}  // namespace

std::array<uint8_t, kRepeatFrameBytes> WriteRepeatFrame(const RepeatFrame& frame, uint32_t record_crc) {
    std::array<uint8_t, kRepeatFrameBytes> bytes;
    uint8_t* out = Put(bytes.data(), kRepeatMagic, 4);
    out = Put(out, frame.number, 4);
    out = Put(out, frame.count, 4);
    out = Put(out, frame.boots, 2);
    out = Put(out, frame.is_read ? kReadFlag : 0, 2);
    out = Put(out, frame.time_us, 8);
    out = Put(out, frame.boot, 4);
    for (uint32_t line : frame.lines) out = Put(out, line, 4);
    Put(out, Checksum(bytes, record_crc), 4);
    return bytes;
}

std::optional<RepeatFrame> ReadRepeatFrame(Bytes bytes, uint32_t record_crc) {
    if (bytes.size() < kRepeatFrameBytes) return std::nullopt;
    ByteReader reader(bytes);
    uint32_t magic = reader.U32();
    RepeatFrame frame;
    frame.number = reader.U32();
    frame.count = reader.U32();
    frame.boots = reader.U16();
    uint16_t flags = reader.U16();
    frame.is_read = (flags & kReadFlag) != 0;
    frame.time_us = reader.U64();
    frame.boot = reader.U32();
    for (uint32_t& line : frame.lines) line = reader.U32();
    bool valid = magic == kRepeatMagic && reader.U32() == Checksum(bytes, record_crc) && (flags & ~kReadFlag) == 0 &&
                 frame.number != 0 && frame.count != 0;
    return valid ? std::optional(frame) : std::nullopt;
}

RepeatPage::RepeatPage(Bytes page, uint32_t record_crc)
    : page_(page.first(std::min(page.size(), kRepeatPageBytes))), record_crc_(record_crc) {
    for (uint32_t slot = 0; slot * kRepeatFrameBytes < page_.size(); ++slot) {
        std::optional<RepeatFrame> frame = Slot(slot);
        if (frame && (!newest_ || frame->number > newest_->number)) newest_ = frame;
        Bytes bytes = page_.subspan(slot * kRepeatFrameBytes);
        bytes = bytes.first(std::min(bytes.size(), kRepeatFrameBytes));
        bool is_empty = std::ranges::all_of(bytes, [](uint8_t byte) { return byte == 0; });
        if (!frame && !is_empty) ++damaged_;
    }
}

std::optional<RepeatFrame> RepeatPage::Slot(uint32_t slot) const {
    size_t at = slot * kRepeatFrameBytes;
    if (at >= page_.size()) return std::nullopt;
    std::optional<RepeatFrame> frame = ReadRepeatFrame(page_.subspan(at), record_crc_);
    return frame && RepeatSlotAt(frame->number) == at ? frame : std::nullopt;
}

}  // namespace faultbox::format
