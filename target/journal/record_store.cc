#include "target/journal/record_store.h"

#include <algorithm>

#include "arch/common/number_text.h"
#include "target/format/frame.h"

namespace faultbox::journal {
namespace {

constexpr std::string_view kTemporaryName = "new.tmp";
constexpr std::string_view kSuffix = ".fbx";
constexpr size_t kSequenceDigits = 6;
constexpr size_t kSignatureDigits = 16;

}  // namespace

RecordName NameOf(RecordId id) {
    RecordName name;
    char* out = std::ranges::copy(NumberText(id.sequence, 10, kSequenceDigits).view(), name.text.data()).out;
    *out++ = '-';
    out = std::ranges::copy(NumberText(id.signature, 16, kSignatureDigits).view(), out).out;
    name.size = static_cast<size_t>(std::ranges::copy(kSuffix, out).out - name.text.data());
    return name;
}

std::optional<RecordId> ParseName(std::string_view name) {
    size_t dash = name.find('-');
    if (dash == std::string_view::npos || !name.ends_with(kSuffix)) return std::nullopt;
    name.remove_suffix(kSuffix.size());
    if (dash >= name.size()) return std::nullopt;
    std::optional<uint64_t> sequence = ParseNumber(name.substr(0, dash), 10, UINT32_MAX);
    std::optional<uint64_t> signature = ParseNumber(name.substr(dash + 1), 16);
    if (!sequence || !signature) return std::nullopt;
    return RecordId{.sequence = static_cast<uint32_t>(*sequence), .signature = *signature};
}

Result<size_t> RecordStore::List(std::span<RecordId> ids) {
    if (Result<void> started = directory_.StartListing(); !started) return std::unexpected(started.error());
    size_t count = 0;
    while (std::optional<std::string_view> name = directory_.NextName()) {
        std::optional<RecordId> id = ParseName(*name);
        if (!id) continue;
        if (count == ids.size()) return Fail(ErrorCode::kLimit, "too many records in the store", count);
        ids[count++] = *id;
    }
    // Heap sort: std::ranges::sort takes 2 KB more code.
    std::ranges::make_heap(ids.first(count));
    std::ranges::sort_heap(ids.first(count));
    return count;
}

Result<void> RecordStore::WriteDurably(std::string_view name, Bytes record) {
    Result<void> done = directory_.Write(kTemporaryName, record);
    if (done) done = directory_.Sync(kTemporaryName);
    if (done) done = directory_.Rename(kTemporaryName, name);
    if (done) return directory_.SyncNames();
    // A full flash must not stay full of what was not finished; if this fails too, the next Append replaces it.
    (void)directory_.Remove(kTemporaryName);
    return done;
}

Result<RecordId> RecordStore::Append(Bytes record) {
    Result<format::Frame> frame = format::ReadFrame(record);
    if (!frame) return std::unexpected(frame.error());
    if (Result<void> started = directory_.StartListing(); !started) return std::unexpected(started.error());
    uint32_t newest = 0;
    while (std::optional<std::string_view> name = directory_.NextName()) {
        if (std::optional<RecordId> id = ParseName(*name)) newest = std::max(newest, id->sequence);
    }
    if (newest == UINT32_MAX) return Fail(ErrorCode::kLimit, "no sequence number is left");
    RecordId id{newest + 1, frame->signature};
    RecordName name = NameOf(id);
    if (Result<void> done = WriteDurably(name, record); !done) return std::unexpected(done.error());
    if (Result<Bytes> verified = Read(id); !verified) {
        (void)directory_.Remove(name);
        return std::unexpected(verified.error());
    }
    return id;
}

Result<Bytes> RecordStore::Read(RecordId id) {
    Result<size_t> size = directory_.Read(NameOf(id), scratch_);
    if (!size) return std::unexpected(size.error());
    Result<format::Frame> frame = format::ReadFrame(scratch_.first(*size));
    if (!frame) return std::unexpected(frame.error());
    if (frame->size_bytes != *size) {
        return Fail(ErrorCode::kMalformed, "bytes behind the end of the record", frame->size_bytes);
    }
    if (frame->signature != id.signature) return Fail(ErrorCode::kMismatch, "another record than its name says", 16);
    return frame->payload;
}

}  // namespace faultbox::journal
