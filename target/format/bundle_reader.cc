#include <algorithm>

#include "arch/common/byte_reader.h"
#include "target/codec/crc32.h"
#include "target/format/bundle.h"

namespace faultbox::format {
namespace {

// How often the inside of a damaged part is searched for parts. A part's length has a checksum of its own, so that the
// next one is looked for behind it; only lost or added bytes put it elsewhere. Bounds what a hostile file costs.
constexpr uint32_t kMaxSearches = 64;

// Whether the last four of `bytes` are the checksum of those before.
bool EndsWithChecksum(Bytes bytes) {
    Bytes checked = bytes.first(bytes.size() - 4);
    return codec::Crc32(checked) == ByteReader(bytes.last(4)).U32();
}

bool HasMagic(Bytes bytes, uint32_t magic) {
    return ByteReader(bytes).U32() == magic;
}

}  // namespace

bool IsBundle(Bytes bytes) {
    if (bytes.size() >= 4 && HasMagic(bytes, kBundleMagic)) return true;
    Result<Bytes> part = Slice(bytes, kBundleHeaderBytes, kPartHeaderBytes);
    return part && HasMagic(*part, kPartMagic) && EndsWithChecksum(*part);
}

std::optional<BundleReader::PartHeader> BundleReader::HeaderAt(uint64_t offset) const {
    Result<Bytes> bytes = Slice(bundle_, offset, kPartHeaderBytes);
    if (!bytes || !HasMagic(*bytes, kPartMagic) || !EndsWithChecksum(*bytes)) return std::nullopt;
    ByteReader reader(*bytes);
    reader.Skip(4);
    PartHeader header{.type = reader.U8()};
    uint8_t flags = reader.U8();
    reader.Skip(2);
    header.number = reader.U32();
    header.size_bytes = reader.U32();
    if (flags != 0 || header.size_bytes > kMaxPartBytes) return std::nullopt;
    return header;
}

bool BundleReader::IsEndAt(uint64_t offset) const {
    Result<Bytes> bytes = Slice(bundle_, offset, kBundleEndBytes);
    return bytes && HasMagic(*bytes, kBundleEndMagic) && EndsWithChecksum(*bytes);
}

std::unexpected<Error> BundleReader::Finish(ErrorCode code, const char* what, uint64_t offset) {
    done_ = true;
    return Fail(code, what, offset);
}

// Moves to the next place where a part begins, or where the bundle ends.
void BundleReader::FindNext(size_t from) {
    while (from < bundle_.size()) {
        Bytes rest = bundle_.subspan(from);
        from += static_cast<size_t>(std::ranges::find(rest, uint8_t{'F'}) - rest.begin());
        if (HeaderAt(from) || (from + kBundleEndBytes == bundle_.size() && IsEndAt(from))) break;
        ++from;
    }
    at_ = std::min(from, bundle_.size());
}

std::optional<Result<Part>> BundleReader::ReadHeader() {
    begun_ = true;
    if (!IsBundle(bundle_)) return Finish(ErrorCode::kMalformed, "not a bundle", 0);
    at_ = std::min(kBundleHeaderBytes, bundle_.size());
    Bytes header = bundle_.first(at_);
    if (header.size() < kBundleHeaderBytes) return Finish(ErrorCode::kTruncated, "the bundle is cut", header.size());
    if (!EndsWithChecksum(header)) return Fail(ErrorCode::kChecksum, "checksum of the bundle's header", 0);
    ByteReader reader(header);
    reader.Skip(4);
    if (reader.U8() != kBundleVersion) return Finish(ErrorCode::kUnsupported, "version of the bundle", 4);
    if (reader.U8() != 0) return Finish(ErrorCode::kUnsupported, "flags of the bundle", 5);
    reader.Skip(2);
    if (reader.U32() != kBundleSchema) return Finish(ErrorCode::kUnsupported, "schema of the bundle's records", 8);
    return std::nullopt;
}

std::optional<Result<Part>> BundleReader::ReadPart(const PartHeader& header) {
    size_t content_at = at_ + kPartHeaderBytes;
    ++parts_;
    Result<Bytes> content = Slice(bundle_, content_at, header.size_bytes + uint64_t{kPartTrailerBytes});
    if (!content) return Finish(ErrorCode::kTruncated, "the bundle is cut within a part", at_);
    size_t end = content_at + content->size();
    if (!EndsWithChecksum(*content)) {
        size_t part = at_;
        bool stands_alone = HeaderAt(end) || IsEndAt(end) || ++searches_ > kMaxSearches;
        stands_alone ? void(at_ = end) : FindNext(content_at);
        return Fail(ErrorCode::kChecksum, "checksum of a part", part);
    }
    at_ = end;
    return Part{header.type, header.number, content->first(header.size_bytes), content_at};
}

std::optional<Result<Part>> BundleReader::ReadEnd() {
    done_ = true;
    size_t end = at_;
    ByteReader reader(bundle_.subspan(end, kBundleEndBytes));
    reader.Skip(4);
    uint32_t parts = reader.U32();
    uint32_t crc = reader.U32();
    if (parts != parts_)
        return Fail(ErrorCode::kMismatch, "parts are missing: the bundle's end counts others", end + 4);
    if (codec::Crc32(bundle_.first(end)) != crc)
        return Fail(ErrorCode::kChecksum, "checksum of the whole bundle", end + 8);
    if (end + kBundleEndBytes != bundle_.size()) {
        return Fail(ErrorCode::kMalformed, "bytes behind the end of the bundle", end + kBundleEndBytes);
    }
    return std::nullopt;
}

std::unexpected<Error> BundleReader::SkipDamage() {
    size_t damage = at_;
    FindNext(damage + 1);
    return Fail(ErrorCode::kMalformed, "neither a part nor the bundle's end", damage);
}

std::optional<Result<Part>> BundleReader::Next() {
    if (!begun_) {
        if (std::optional<Result<Part>> error = ReadHeader()) return error;
    }
    if (done_) return std::nullopt;
    if (at_ == bundle_.size()) return Finish(ErrorCode::kTruncated, "the bundle is cut: its end is missing", at_);
    if (parts_ == kMaxParts && !IsEndAt(at_)) return Finish(ErrorCode::kLimit, "too many parts", at_);
    if (IsEndAt(at_)) return ReadEnd();
    if (std::optional<PartHeader> header = HeaderAt(at_)) return ReadPart(*header);
    return SkipDamage();
}

}  // namespace faultbox::format
