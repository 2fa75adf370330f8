#include "target/journal/prune.h"

#include <algorithm>

namespace faultbox::journal {

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
        Result<StoreSurvey> survey = store_.Survey();
        if (!survey) return std::unexpected(survey.error());
        const std::optional<RecordId>& oldest = survey->oldest_aside;
        if (!oldest || oldest->sequence == survey->newest) break;
        if (Result<void> removed = Remove(NameOf(*oldest, kAsideSuffix), observer); !removed) return removed;
    }
    return {};
}

Result<void> Pruner::MakeRoom(const Quota& quota, uint64_t new_bytes, uint32_t new_records, PruneObserver& observer) {
    Result<StoreSurvey> survey = store_.Survey();
    if (!survey) return std::unexpected(survey.error());
    bytes_ = survey->bytes + new_bytes;
    records_ = survey->records + new_records;
    max_bytes_ = quota.max_bytes;
    max_records_ = std::min<uint64_t>(quota.max_records, space_.size());
    if (!IsOver()) return {};
    Result<size_t> count = store_.List(space_);
    if (!count) return std::unexpected(count.error());
    ids_ = space_.first(*count);
    Result<void> done = RemoveRecords(true, false, observer);
    if (done) done = RemoveAside(observer);
    if (done) done = RemoveRecords(false, false, observer);
    if (done) done = RemoveRecords(true, true, observer);
    if (done && IsOver())
        return Fail(ErrorCode::kLimit, "the store is full of records that nobody has fetched", bytes_);
    return done;
}

}  // namespace faultbox::journal
