#include "target/format/frame.h"

#include "arch/common/byte_reader.h"
#include "target/codec/crc32.h"
#include "target/format/limits.h"

namespace faultbox::format {
namespace {

void Put(std::span<uint8_t> out, uint64_t value) {
    for (uint8_t& byte : out) {
        byte = static_cast<uint8_t>(value);
        value >>= 8;
    }
}

}  // namespace

Result<void> WriteFrame(std::span<uint8_t> record, uint64_t signature, uint64_t identity) {
    if (record.size() <= kFrameHeaderBytes + kFrameTrailerBytes || record.size() > kMaxRecordBytes) {
        return Fail(ErrorCode::kLimit, "size of the record", record.size());
    }
    Put(record.subspan(0, 4), kFrameMagic);
    Put(record.subspan(4, 1), kFrameVersion);
    Put(record.subspan(5, 3), 0);
    Put(record.subspan(8, 8), signature);
    Put(record.subspan(16, 8), identity);
    Put(record.subspan(24, 4), record.size() - kFrameHeaderBytes - kFrameTrailerBytes);
    size_t checked = record.size() - kFrameTrailerBytes;
    Put(record.subspan(checked), codec::Crc32(record.first(checked)));
    return {};
}

Result<Frame> ReadFrame(Bytes bytes, Checksum checksum) {
    ByteReader reader(bytes);
    uint32_t magic = reader.U32();
    if (reader.ok() && magic != kFrameMagic) return Fail(ErrorCode::kMalformed, "not a record", 0);
    uint8_t version = reader.U8();
    if (reader.ok() && version != kFrameVersion) return Fail(ErrorCode::kUnsupported, "version of the record", 4);
    uint8_t flags = reader.U8();
    if (reader.ok() && flags != 0) return Fail(ErrorCode::kUnsupported, "flags of the record", 5);
    reader.Skip(2);
    Frame frame;
    frame.signature = reader.U64();
    frame.identity = reader.U64();
    uint32_t size = reader.U32();
    if (reader.ok() && size > kMaxRecordBytes - kFrameHeaderBytes - kFrameTrailerBytes) {
        return Fail(ErrorCode::kLimit, "size of the record", 24);
    }
    frame.payload = reader.Take(size);
    uint32_t crc = reader.U32();
    if (!reader.ok()) return reader.Failure();
    frame.size_bytes = kFrameHeaderBytes + size + kFrameTrailerBytes;
    if (checksum(bytes.first(kFrameHeaderBytes + size), 0) != crc) {
        return Fail(ErrorCode::kChecksum, "checksum of the record", kFrameHeaderBytes + size);
    }
    return frame;
}

}  // namespace faultbox::format
