#include "target/journal/record_store.h"

#include <algorithm>
#include <cerrno>

#include "arch/common/byte_reader.h"
#include "arch/common/heap_sort.h"
#include "arch/common/number_text.h"
#include "target/format/frame.h"
#include "target/journal/durable_write.h"
#include "target/record/line_sketch.h"

namespace faultbox::journal {
namespace {

constexpr std::string_view kTemporaryName = "new.tmp";
constexpr size_t kSequenceDigits = 6;
constexpr size_t kSignatureDigits = 16;

}  // namespace

RecordName NameOf(RecordId id, std::string_view suffix) {
    RecordName name;
    char* out = std::ranges::copy(NumberText(id.sequence, 10, kSequenceDigits).view(), name.text.data()).out;
    *out++ = '-';
    out = std::ranges::copy(NumberText(id.signature, 16, kSignatureDigits).view(), out).out;
    name.size = static_cast<size_t>(std::ranges::copy(suffix, out).out - name.text.data());
    return name;
}

std::optional<StoreFile> ParseStoreName(std::string_view name) {
    StoreFile file{.is_aside = name.ends_with(kAsideSuffix)};
    size_t dash = name.find('-');
    if (!name.ends_with(kSuffix) && !file.is_aside) return std::nullopt;
    name.remove_suffix(kSuffix.size());
    if (dash >= name.size()) return std::nullopt;
    std::optional<uint64_t> sequence = ParseNumber(name.substr(0, dash), 10, UINT32_MAX);
    std::optional<uint64_t> signature = ParseNumber(name.substr(dash + 1), 16);
    if (!sequence || !signature) return std::nullopt;
    file.id = {.sequence = static_cast<uint32_t>(*sequence), .signature = *signature};
    return file;
}

std::optional<RecordId> ParseName(std::string_view name) {
    std::optional<StoreFile> file = ParseStoreName(name);
    if (!file || file->is_aside) return std::nullopt;
    return file->id;
}

Result<size_t> RecordStore::List(std::span<RecordId> ids) {
    size_t count = 0;
    Result<void> listed = directory_.VisitFiles([&](std::string_view name, const FileInfo&) {
        std::optional<RecordId> id = ParseName(name);
        if (!id) return;
        if (count < ids.size()) ids[count] = *id;
        ++count;
    });
    if (!listed) return std::unexpected(listed.error());
    if (count > ids.size()) return Fail(ErrorCode::kLimit, "too many records in the store", count);
    HeapSort(ids.first(count), std::ranges::less());
    return count;
}

Result<StoreSurvey> RecordStore::Survey() {
    StoreSurvey survey;
    Result<void> listed = directory_.VisitFiles([&](std::string_view name, const FileInfo& info) {
        std::optional<StoreFile> file = ParseStoreName(name);
        if (!file) return;
        survey.bytes += info.size_bytes;
        ++survey.records;
        survey.newest = std::max(survey.newest, file->id.sequence);
        bool is_older = !survey.oldest_aside || file->id < *survey.oldest_aside;
        if (file->is_aside && is_older) survey.oldest_aside = file->id;
    });
    return listed ? Result<StoreSurvey>(survey) : std::unexpected(listed.error());
}

Result<uint32_t> RecordStore::NextSequence() {
    Result<StoreSurvey> survey = Survey();
    if (!survey) return std::unexpected(survey.error());
    if (survey->newest == UINT32_MAX) return Fail(ErrorCode::kLimit, "no sequence number is left");
    return survey->newest + 1;
}

Result<RecordId> RecordStore::Append(Bytes record) {
    Result<format::Frame> frame = format::ReadFrame(record);
    if (!frame) return std::unexpected(frame.error());
    FolderLock lock(directory_);
    // Of a process that has ended in the middle of this, perhaps all that is left of another crash.
    (void)TakeUnfinished();
    Result<uint32_t> sequence = NextSequence();
    if (!sequence) return std::unexpected(sequence.error());
    RecordId id{*sequence, frame->signature};
    RecordName name = NameOf(id);
    if (Result<void> done = WriteDurably(directory_, kTemporaryName, name, record); !done)
        return std::unexpected(done.error());
    if (Result<Bytes> verified = Read(id); !verified) {
        (void)directory_.Remove(name);
        return std::unexpected(verified.error());
    }
    return id;
}

// A whole record that lost power before it got its name may be all that is left of its crash: RAM forgets.
Result<Recovered> RecordStore::TakeUnfinished() {
    Result<FileInfo> info = directory_.Stat(kTemporaryName);
    if (!info) {
        bool is_missing = info.error().offset == ENOENT;
        return is_missing ? Result<Recovered>() : std::unexpected(info.error());
    }
    Result<uint32_t> sequence = NextSequence();
    if (!sequence) return std::unexpected(sequence.error());
    Result<size_t> size = directory_.Read(kTemporaryName, scratch_);
    if (!size) return std::unexpected(size.error());
    Result<format::Frame> frame = format::ReadFrame(scratch_.first(*size));
    Recovered recovered{.is_aside = !frame || frame->size_bytes != info->size_bytes, .size_bytes = *size};
    RecordId id{*sequence, recovered.is_aside ? 0 : frame->signature};
    recovered.name = NameOf(id, recovered.is_aside ? kAsideSuffix : kSuffix);
    Result<void> done = directory_.Sync(kTemporaryName);
    if (done) done = directory_.Rename(kTemporaryName, *recovered.name);
    return done ? Result<Recovered>(recovered) : std::unexpected(done.error());
}

Result<Recovered> RecordStore::Recover() {
    FolderLock lock(directory_);
    Result<Recovered> recovered = TakeUnfinished();
    Result<void> synced = directory_.SyncNames();
    return synced ? recovered : std::unexpected(synced.error());
}

Result<void> RecordStore::SetAside(RecordId id) {
    return directory_.Rename(NameOf(id), NameOf(id, kAsideSuffix));
}

Result<Bytes> RecordStore::Read(RecordId id) {
    Result<StoredRecord> stored = Load(id);
    if (!stored) return std::unexpected(stored.error());
    return stored->payload;
}

// The page that lies behind a record of `record_bytes`; empty where the file has none.
Result<Bytes> RecordStore::ReadPage(std::string_view name, size_t record_bytes, uint32_t& damaged) {
    Result<FileInfo> info = directory_.Stat(name);
    if (!info) return std::unexpected(info.error());
    uint64_t at = format::RepeatPageAt(record_bytes);
    if (info->size_bytes == record_bytes) return Bytes();
    if (info->size_bytes < at || info->size_bytes > at + page_.size()) {
        // A loss of power while the file grew; the record before it is whole.
        damaged = 1;
        return Bytes();
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
    if (frame->signature != id.signature) return Fail(ErrorCode::kMismatch, "another record than its name says");
    Bytes record = scratch_.first(frame->size_bytes);
    uint32_t crc = ByteReader(record.last(format::kFrameTrailerBytes)).U32();
    uint32_t damaged = 0;
    Result<Bytes> page = ReadPage(name, record.size(), damaged);
    if (!page) return std::unexpected(page.error());
    format::RepeatPage repeats(*page, crc);
    return StoredRecord{frame->payload, record, crc, repeats, damaged + repeats.damaged()};
}

Result<void> RecordStore::WriteRepeat(RecordId id, const StoredRecord& stored, format::RepeatFrame frame) {
    const std::optional<format::RepeatFrame>& newest = stored.repeats.newest();
    if (newest && newest->number == UINT32_MAX) return Fail(ErrorCode::kLimit, "no number of a repeat is left");
    frame.number = newest ? newest->number + 1 : 1;
    uint64_t at = format::RepeatPageAt(stored.record.size()) + format::RepeatSlotAt(frame.number);
    RecordName name = NameOf(id);
    Result<void> done = directory_.WriteAt(name, at, format::WriteRepeatFrame(frame, stored.crc));
    if (done) done = directory_.Sync(name);
    if (!done) return done;
    Result<StoredRecord> verified = Load(id);
    if (!verified) return std::unexpected(verified.error());
    const std::optional<format::RepeatFrame>& read = verified->repeats.newest();
    if (!read || read->number != frame.number) return Fail(ErrorCode::kChecksum, "the repeat reads back otherwise", at);
    return {};
}

Result<bool> RecordStore::AddRepeat(RecordId id, const Repeat& repeat) {
    FolderLock lock(directory_);
    Result<StoredRecord> stored = Load(id);
    if (!stored) return std::unexpected(stored.error());
    for (uint32_t slot = 0; slot < format::kRepeatSlots; ++slot) {
        std::optional<format::RepeatFrame> frame = stored->repeats.Slot(slot);
        if (!frame) continue;
        if (!record::AreOfOneEvent({frame->lines, frame->time_us}, {repeat.lines, repeat.time_us})) continue;
        // Who wrote it may have ended before it was durable.
        Result<void> synced = directory_.Sync(NameOf(id));
        return synced ? Result<bool>(false) : std::unexpected(synced.error());
    }
    format::RepeatFrame first{.count = 1, .boots = uint16_t{repeat.record_boot != 0}, .boot = repeat.record_boot};
    format::RepeatFrame last = stored->repeats.newest().value_or(first);
    if (last.count == 1) last = first;  // only a mark, which knows nothing of boots
    format::RepeatFrame frame{.time_us = repeat.time_us, .boot = repeat.boot, .lines = repeat.lines};
    frame.count = last.count + std::min(repeat.count, UINT32_MAX - last.count);
    bool is_new_boot = repeat.boot != last.boot && last.boots != UINT16_MAX;
    if (repeat.boot != 0 && last.boot != 0) frame.boots = static_cast<uint16_t>(last.boots + is_new_boot);
    if (Result<void> done = WriteRepeat(id, *stored, frame); !done) return std::unexpected(done.error());
    return true;
}

Result<bool> RecordStore::IsRead(RecordId id) {
    Result<StoredRecord> stored = Load(id);
    if (!stored) return std::unexpected(stored.error());
    return stored->repeats.newest() && stored->repeats.newest()->is_read;
}

Result<void> RecordStore::MarkRead(RecordId id) {
    FolderLock lock(directory_);
    Result<StoredRecord> stored = Load(id);
    if (!stored) return std::unexpected(stored.error());
    format::RepeatFrame frame = stored->repeats.newest().value_or(format::RepeatFrame{.count = 1});
    if (frame.is_read) return {};
    frame.is_read = true;
    frame.lines = {};
    return WriteRepeat(id, *stored, frame);
}

}  // namespace faultbox::journal
