#include "target/journal/prune.h"

#include <algorithm>

namespace faultbox::journal {

Result<void> Pruner::List() {
    if (Result<void> started = directory_.StartListing(); !started) return started;
    size_t count = 0;
    while (std::optional<std::string_view> name = directory_.NextName()) {
        std::optional<StoreFile> file = ParseStoreName(*name);
        if (!file || count == space_.size()) continue;
        Result<FileInfo> info = directory_.Stat(*name);
        if (!info) return std::unexpected(info.error());
        space_[count++] = {.file = *file, .size_bytes = info->size_bytes};
        bytes_ += info->size_bytes;
    }
    entries_ = space_.first(count);
    records_ += count;
    return {};
}

// One comparison for both orders: each instance of heap sort costs half a KB of code.
void Pruner::Sort(bool by_signature) {
    auto before = [by_signature](const PruneEntry& a, const PruneEntry& b) {
        if (by_signature && a.file.id.signature != b.file.id.signature) {
            return a.file.id.signature < b.file.id.signature;
        }
        return a.file.id.sequence < b.file.id.sequence;
    };
    std::ranges::make_heap(entries_, before);
    std::ranges::sort_heap(entries_, before);
}

// The first record of each signature, and the newest of all, whose number must not be given to another.
void Pruner::MarkWhatStays() {
    Sort(true);
    const PruneEntry* first = nullptr;
    for (PruneEntry& entry : entries_) {
        if (entry.file.is_aside) continue;
        entry.must_stay = first == nullptr || first->file.id.signature != entry.file.id.signature;
        if (entry.must_stay) first = &entry;
    }
    Sort(false);
    if (!entries_.empty()) entries_.back().must_stay = true;
}

bool Pruner::IsOf(Class wanted, const PruneEntry& entry) {
    if (entry.must_stay || entry.file.is_aside != (wanted == Class::kAside)) return false;
    return wanted != Class::kRead || store_.IsRead(entry.file.id).value_or(false);
}

Result<void> Pruner::RemoveClass(Class wanted, PruneObserver& observer) {
    for (PruneEntry& entry : entries_) {
        if (!IsOver()) break;
        if (!IsOf(wanted, entry)) continue;
        RecordName name = NameOf(entry.file.id, entry.file.is_aside ? kAsideSuffix : kSuffix);
        if (Result<void> removed = directory_.Remove(name); !removed) return removed;
        observer.Removed(name);
        bytes_ -= entry.size_bytes;
        --records_;
        entry.must_stay = true;  // it is gone, and not to be removed again
    }
    return {};
}

Result<void> Pruner::MakeRoom(const Quota& quota, uint64_t new_bytes, uint32_t new_records, PruneObserver& observer) {
    bytes_ = new_bytes;
    records_ = new_records;
    max_bytes_ = quota.max_bytes;
    max_records_ = std::min<uint64_t>(quota.max_records, space_.size());
    if (Result<void> listed = List(); !listed) return listed;
    if (!IsOver()) return {};
    MarkWhatStays();
    for (Class next : {Class::kRead, Class::kAside, Class::kUnread}) {
        if (Result<void> done = RemoveClass(next, observer); !done) return done;
    }
    if (IsOver()) return Fail(ErrorCode::kLimit, "the store is full of first records of their kind", bytes_);
    return {};
}

}  // namespace faultbox::journal
