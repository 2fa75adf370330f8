#include "target/format/bundle.h"

#include "target/codec/crc32.h"
#include "target/format/byte_writer.h"

namespace faultbox::format {

Result<void> BundleWriter::Append(Bytes bytes) {
    crc_ = codec::Crc32(bytes, crc_);
    size_bytes_ += bytes.size();
    return sink_.Append(bytes);
}

Result<void> BundleWriter::Begin() {
    std::array<uint8_t, kBundleHeaderBytes> header;
    ByteWriter writer(header);
    writer.U32(kBundleMagic);
    writer.U8(kBundleVersion);
    writer.U8(0);
    writer.U16(0);
    writer.U32(kBundleSchema);
    writer.U32(codec::Crc32(writer.written()));
    return Append(header);
}

Result<void> BundleWriter::AddPart(PartType type, uint32_t number, Bytes content) {
    uint64_t size = kPartHeaderBytes + content.size() + kPartTrailerBytes;
    if (content.size() > kMaxPartBytes || parts_ == kMaxParts ||
        size_bytes_ + size > kMaxBundleBytes - kBundleEndBytes) {
        return Fail(ErrorCode::kLimit, "the bundle is full", size_bytes_);
    }
    std::array<uint8_t, kPartHeaderBytes> header;
    ByteWriter writer(header);
    writer.U32(kPartMagic);
    writer.U8(static_cast<uint8_t>(type));
    writer.U8(0);
    writer.U16(0);
    writer.U32(number);
    writer.U32(static_cast<uint32_t>(content.size()));
    writer.U32(codec::Crc32(writer.written()));
    std::array<uint8_t, kPartTrailerBytes> trailer;
    ByteWriter(trailer).U32(codec::Crc32(content));
    ++parts_;
    Result<void> done = Append(header);
    if (done) done = Append(content);
    if (done) done = Append(trailer);
    return done;
}

Result<void> BundleWriter::End() {
    std::array<uint8_t, kBundleEndBytes> end;
    ByteWriter writer(end);
    writer.U32(kBundleEndMagic);
    writer.U32(parts_);
    writer.U32(crc_);
    writer.U32(codec::Crc32(writer.written()));
    return Append(end);
}

}  // namespace faultbox::format
