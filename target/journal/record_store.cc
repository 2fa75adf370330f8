#include "target/journal/record_store.h"

#include <algorithm>
#include <charconv>

#include "arch/common/byte_reader.h"
#include "target/format/frame.h"

namespace faultbox::journal {
namespace {

constexpr std::string_view kTemporaryName = "new.tmp";
constexpr std::string_view kSuffix = ".fbx";
constexpr size_t kSequenceDigits = 6;
constexpr size_t kSignatureDigits = 16;

char* PutPadded(char* out, uint64_t value, int base, size_t digits) {
    std::array<char, 20> text;
    char* end = std::to_chars(text.data(), text.data() + text.size(), value, base).ptr;
    auto size = static_cast<size_t>(end - text.data());
    if (size < digits) out = std::fill_n(out, digits - size, '0');
    return std::copy(text.data(), end, out);
}

template <typename T>
bool ParseAll(std::string_view text, int base, T& value) {
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

RecordName NameOf(RecordId id) {
    RecordName name;
    char* out = PutPadded(name.text.data(), id.sequence, 10, kSequenceDigits);
    *out++ = '-';
    out = PutPadded(out, id.signature, 16, kSignatureDigits);
    name.size = static_cast<size_t>(std::ranges::copy(kSuffix, out).out - name.text.data());
    return name;
}

std::optional<RecordId> ParseName(std::string_view name) {
    size_t dash = name.find('-');
    if (dash == std::string_view::npos || !name.ends_with(kSuffix)) return std::nullopt;
    RecordId id;
    name.remove_suffix(kSuffix.size());
    if (dash >= name.size()) return std::nullopt;
    if (!ParseAll(name.substr(0, dash), 10, id.sequence)) return std::nullopt;
    if (!ParseAll(name.substr(dash + 1), 16, id.signature)) return std::nullopt;
    return id;
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
    Result<StoredRecord> stored = Load(id);
    if (!stored) return std::unexpected(stored.error());
    return stored->payload;
}

// The page that lies behind a record of `record_bytes`; empty where the file has none.
Result<Bytes> RecordStore::ReadPage(std::string_view name, size_t record_bytes) {
    Result<FileInfo> info = directory_.Stat(name);
    if (!info) return std::unexpected(info.error());
    uint64_t at = format::RepeatPageAt(record_bytes);
    if (info->size_bytes == record_bytes) return Bytes();
    if (info->size_bytes < at || info->size_bytes > at + page_.size()) {
        return Fail(ErrorCode::kMalformed, "bytes behind the end of the record", record_bytes);
    }
    auto size = static_cast<size_t>(info->size_bytes - at);
    Result<size_t> read = directory_.ReadEnd(name, std::span(page_).first(size));
    if (!read) return std::unexpected(read.error());
    return Bytes(page_).first(*read);
}

Result<StoredRecord> RecordStore::Load(RecordId id) {
    RecordName name = NameOf(id);
    Result<size_t> size = directory_.Read(name, scratch_);
    if (!size) return std::unexpected(size.error());
    Result<format::Frame> frame = format::ReadFrame(scratch_.first(*size));
    if (!frame) return std::unexpected(frame.error());
    if (frame->signature != id.signature) return Fail(ErrorCode::kMismatch, "another record than its name says", 16);
    Bytes record = scratch_.first(frame->size_bytes);
    uint32_t crc = ByteReader(record.last(format::kFrameTrailerBytes)).U32();
    Result<Bytes> page = ReadPage(name, record.size());
    if (!page) return std::unexpected(page.error());
    return StoredRecord{frame->payload, record, crc, format::RepeatPage(*page, crc)};
}

Result<void> RecordStore::WriteRepeat(RecordId id, const StoredRecord& stored, format::RepeatFrame frame) {
    const std::optional<format::RepeatFrame>& newest = stored.repeats.newest();
    if (newest && newest->number == UINT32_MAX) return Fail(ErrorCode::kLimit, "no number of a repeat is left");
    frame.number = newest ? newest->number + 1 : 1;
    uint64_t at = format::RepeatPageAt(stored.record.size()) + format::RepeatSlotAt(frame.number);
    RecordName name = NameOf(id);
    Result<void> done = directory_.WriteAt(name, at, format::WriteRepeatFrame(frame, stored.crc));
    if (done) done = directory_.Sync(name);
    return done;
}

Result<void> RecordStore::AddRepeat(RecordId id, const Repeat& repeat) {
    Result<StoredRecord> stored = Load(id);
    if (!stored) return std::unexpected(stored.error());
    format::RepeatFrame first{.count = 1, .boots = uint16_t{repeat.record_boot != 0}, .boot = repeat.record_boot};
    format::RepeatFrame last = stored->repeats.newest().value_or(first);
    if (last.count == 1) last = first;  // only a mark, which knows nothing of boots
    format::RepeatFrame frame{.time_us = repeat.time_us, .boot = repeat.boot, .lines = repeat.lines};
    frame.count = last.count == UINT32_MAX ? UINT32_MAX : last.count + 1;
    bool is_new_boot = repeat.boot != last.boot && last.boots != UINT16_MAX;
    if (repeat.boot != 0 && last.boot != 0) frame.boots = static_cast<uint16_t>(last.boots + is_new_boot);
    return WriteRepeat(id, *stored, frame);
}

Result<bool> RecordStore::IsRead(RecordId id) {
    Result<StoredRecord> stored = Load(id);
    if (!stored) return std::unexpected(stored.error());
    return stored->repeats.newest() && stored->repeats.newest()->is_read;
}

Result<void> RecordStore::MarkRead(RecordId id) {
    Result<StoredRecord> stored = Load(id);
    if (!stored) return std::unexpected(stored.error());
    format::RepeatFrame frame = stored->repeats.newest().value_or(format::RepeatFrame{.count = 1});
    if (frame.is_read) return {};
    frame.is_read = true;
    frame.lines = {};
    return WriteRepeat(id, *stored, frame);
}

Result<Bytes> RecordStore::ReadForHandOver(RecordId id) {
    Result<StoredRecord> stored = Load(id);
    if (!stored) return std::unexpected(stored.error());
    const std::optional<format::RepeatFrame>& newest = stored->repeats.newest();
    if (!newest) return stored->record;
    size_t size = stored->record.size();
    if (scratch_.size() - size < format::kRepeatFrameBytes) {
        return Fail(ErrorCode::kLimit, "no room for what is noted of the record", size);
    }
    std::ranges::copy(format::WriteRepeatFrame(*newest, stored->crc), scratch_.subspan(size).begin());
    return Bytes(scratch_.first(size + format::kRepeatFrameBytes));
}

}  // namespace faultbox::journal
