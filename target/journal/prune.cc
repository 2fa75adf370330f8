#include "target/journal/prune.h"

#include <algorithm>

namespace faultbox::journal {

Result<void> Pruner::Measure() {
    if (Result<void> started = directory_.StartListing(); !started) return started;
    while (std::optional<std::string_view> name = directory_.NextName()) {
        if (!ParseStoreName(*name)) continue;
        Result<FileInfo> info = directory_.Stat(*name);
        if (!info) return std::unexpected(info.error());
        bytes_ += info->size_bytes;
        ++records_;
    }
    return {};
}

bool Pruner::IsFirstOfItsKind(size_t index) const {
    return std::ranges::find(ids_.first(index), ids_[index].signature, &RecordId::signature) ==
           ids_.begin() + static_cast<std::ptrdiff_t>(index);
}

Result<void> Pruner::Remove(std::string_view name, PruneObserver& observer) {
    Result<FileInfo> info = directory_.Stat(name);
    if (!info) return std::unexpected(info.error());
    if (Result<void> removed = directory_.Remove(name); !removed) return removed;
    observer.Removed(name);
    bytes_ -= std::min(bytes_, info->size_bytes);
    --records_;
    return {};
}

// Never the newest of all, whose number must not be given to another.
Result<void> Pruner::RemoveRecords(bool read, bool first, PruneObserver& observer) {
    for (size_t i = 0; i + 1 < ids_.size() && IsOver(); ++i) {
        RecordId& id = ids_[i];
        bool is_gone = id.sequence == 0;
        if (is_gone || (!first && IsFirstOfItsKind(i)) || (read && !store_.IsRead(id).value_or(false))) continue;
        if (Result<void> removed = Remove(NameOf(id), observer); !removed) return removed;
        id.sequence = 0;
    }
    return {};
}

Result<void> Pruner::RemoveAside(PruneObserver& observer) {
    while (IsOver()) {
        std::optional<RecordId> oldest;
        uint32_t newest = 0;
        if (Result<void> started = directory_.StartListing(); !started) return started;
        while (std::optional<std::string_view> name = directory_.NextName()) {
            std::optional<StoreFile> file = ParseStoreName(*name);
            if (!file) continue;
            newest = std::max(newest, file->id.sequence);
            if (file->is_aside && (!oldest || file->id < *oldest)) oldest = file->id;
        }
        if (!oldest || oldest->sequence == newest) break;
        if (Result<void> removed = Remove(NameOf(*oldest, kAsideSuffix), observer); !removed) return removed;
    }
    return {};
}

Result<void> Pruner::MakeRoom(const Quota& quota, uint64_t new_bytes, uint32_t new_records, PruneObserver& observer) {
    bytes_ = new_bytes;
    records_ = new_records;
    max_bytes_ = quota.max_bytes;
    max_records_ = std::min<uint64_t>(quota.max_records, space_.size());
    Result<void> done = Measure();
    if (!done || !IsOver()) return done;
    Result<size_t> count = store_.List(space_);
    if (!count) return std::unexpected(count.error());
    ids_ = space_.first(*count);
    done = RemoveRecords(true, false, observer);
    if (done) done = RemoveAside(observer);
    if (done) done = RemoveRecords(false, false, observer);
    if (done) done = RemoveRecords(true, true, observer);
    if (done && IsOver())
        return Fail(ErrorCode::kLimit, "the store is full of records that nobody has fetched", bytes_);
    return done;
}

}  // namespace faultbox::journal
