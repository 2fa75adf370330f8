#include "target/manifest/manifest_store.h"

#include <algorithm>

#include "arch/common/heap_sort.h"
#include "arch/common/number_text.h"
#include "target/format/crash_record.pb.h"
#include "target/format/frame.h"
#include "target/journal/durable_write.h"
#include "target/record/field_reader.h"
#include "target/record/fnv.h"
#include "target/record/message_writer.h"
#include "target/record/text_sink.h"

namespace faultbox::manifest {
namespace {

using format::CrashRecord;

constexpr uint32_t kSchema = 1;
constexpr std::string_view kTemporaryName = "manifest.tmp";
constexpr std::string_view kBootPrefix = "boot-";
constexpr std::string_view kImagePrefix = "image-";
constexpr std::string_view kSuffix = ".fbm";

// "boot-000123.fbm"
class FileName {
  public:
    static FileName OfBoot(uint32_t counter) { return FileName(kBootPrefix, counter, 10, 6); }
    static FileName OfImage(uint64_t image) { return FileName(kImagePrefix, image, 16, 16); }

    operator std::string_view() const { return text_.view(); }

  private:
    FileName(std::string_view prefix, uint64_t number, int base, int digits) {
        text_.Put(prefix);
        record::PutNumber(text_, number, static_cast<unsigned>(base), static_cast<unsigned>(digits));
        text_.Put(kSuffix);
    }

    record::BoundedText<32> text_;
};

std::optional<uint64_t> ParseName(std::string_view name, std::string_view prefix, unsigned base, uint64_t most) {
    if (!name.starts_with(prefix) || !name.ends_with(kSuffix)) return std::nullopt;
    if (name.size() < prefix.size() + kSuffix.size()) return std::nullopt;
    return ParseNumber(name.substr(prefix.size(), name.size() - prefix.size() - kSuffix.size()), base, most);
}

}  // namespace

Result<void> ManifestStore::Open() {
    boots_.clear();
    images_.clear();
    Result<void> listed = directory_.VisitFiles([&](std::string_view name, const journal::FileInfo&) {
        if (std::optional<uint64_t> image = ParseName(name, kImagePrefix, 16, UINT64_MAX)) images_.Append(*image);
        std::optional<uint64_t> boot = ParseName(name, kBootPrefix, 10, UINT32_MAX);
        if (!boot) return;
        auto number = static_cast<uint32_t>(*boot);
        if (boots_.Append(number)) return;
        uint32_t& oldest = *std::ranges::min_element(boots_);
        oldest = std::max(oldest, number);
    });
    HeapSort(std::span(boots_.begin(), boots_.size()), std::ranges::greater());
    return listed;
}

Result<Bytes> ManifestStore::Read(std::string_view name, uint64_t identity, ManifestBuffer& buffer) const {
    Result<size_t> size = directory_.Read(name, buffer);
    if (!size) return std::unexpected(size.error());
    Result<format::Frame> frame = format::ReadFrame(std::span(buffer).first(*size));
    if (!frame) return std::unexpected(frame.error());
    if (frame->identity != identity) return Fail(ErrorCode::kMismatch, "another manifest than its name says");
    record::Field identity_of = record::FindField(frame->payload, CrashRecord::kHarvesterFieldNumber);
    if (identity_of.number == 0) return Fail(ErrorCode::kNotFound, "a manifest of nothing");
    return identity_of.bytes;
}

Result<Bytes> ManifestStore::ReadBoot(uint32_t counter, ManifestBuffer& buffer) const {
    return Read(FileName::OfBoot(counter), counter, buffer);
}

Result<Bytes> ManifestStore::ReadImage(uint64_t image, ManifestBuffer& buffer) const {
    return Read(FileName::OfImage(image), image, buffer);
}

Result<void> ManifestStore::Write(std::string_view name, uint64_t identity, Bytes message, ManifestBuffer& scratch) {
    constexpr size_t kAround = format::kFrameHeaderBytes + format::kFrameTrailerBytes;
    record::MessageWriter writer(std::span(scratch).subspan(format::kFrameHeaderBytes, scratch.size() - kAround));
    writer.Uint(CrashRecord::kSchemaFieldNumber, kSchema);
    writer.Blob(CrashRecord::kHarvesterFieldNumber, message);
    if (writer.overflowed()) return Fail(ErrorCode::kLimit, "the manifest is too large", message.size());
    std::span<uint8_t> file = std::span(scratch).first(writer.size() + kAround);
    if (Result<void> framed = format::WriteFrame(file, 0, identity); !framed) return framed;
    journal::FolderLock lock(directory_);
    return journal::WriteDurably(directory_, kTemporaryName, name, file);
}

Result<void> ManifestStore::WriteBoot(uint32_t counter, Bytes identity, ManifestBuffer& scratch) {
    return Write(FileName::OfBoot(counter), counter, identity, scratch);
}

Result<void> ManifestStore::WriteImage(uint64_t image, Bytes identity, ManifestBuffer& scratch) {
    return Write(FileName::OfImage(image), image, identity, scratch);
}

bool ManifestStore::IsReferredTo(uint64_t image, std::span<const uint32_t> kept, ManifestBuffer& scratch) const {
    for (uint32_t counter : kept) {
        Result<Bytes> boot = ReadBoot(counter, scratch);
        // A flash that stumbles does not tell what a boot needs.
        if (!boot && boot.error().code == ErrorCode::kIo) return true;
        if (!boot) continue;
        record::Field referred = record::FindField(*boot, format::Identity::kImageFieldNumber);
        if (referred.number != 0 && referred.value == image) return true;
    }
    return false;
}

Result<void> ManifestStore::Prune(ManifestBuffer& scratch) {
    if (Result<void> opened = Open(); !opened) return opened;
    std::span<const uint32_t> kept = boots().first(std::min(boots_.size(), kKeptBoots));
    Result<void> removed;
    for (uint32_t counter : boots().subspan(kept.size())) removed = directory_.Remove(FileName::OfBoot(counter));
    for (uint64_t image : images_) {
        if (removed && !IsReferredTo(image, kept, scratch)) removed = directory_.Remove(FileName::OfImage(image));
    }
    return removed;
}

uint64_t ImageOf(Bytes identity) {
    record::Fnv1a hash;
    hash.Add(AsText(identity));
    return hash.hash();
}

}  // namespace faultbox::manifest
