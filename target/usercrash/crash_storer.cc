#include "target/usercrash/crash_storer.h"

#include <algorithm>

#include "arch/common/number_text.h"
#include "target/format/frame.h"
#include "target/record/line_sketch.h"

namespace faultbox::usercrash {

// The first one: it is what the others repeat.
Result<std::optional<journal::RecordId>> CrashStorer::FindSame(uint64_t signature) {
    if (signature == 0) return std::nullopt;
    Result<size_t> count = store_.List(ids_);
    if (!count) return std::unexpected(count.error());
    std::span<journal::RecordId> all = ids_.first(*count);
    auto same = std::ranges::find(all, signature, &journal::RecordId::signature);
    if (same == all.end()) return std::nullopt;
    return *same;
}

Result<StoredCrash> CrashStorer::Store(Bytes record, uint64_t time_us, uint32_t boot, const journal::Quota& quota) {
    Result<format::Frame> frame = format::ReadFrame(record);
    if (!frame) return std::unexpected(frame.error());
    journal::FolderLock lock(store_.directory());
    Result<std::optional<journal::RecordId>> same = FindSame(frame->signature);
    if (!same) return std::unexpected(same.error());
    if (*same) {
        // The same for a process that is reported twice, and for no other.
        record::LineSketch lines = record::MakeSketch(NumberText(frame->identity, 16).view(), 0);
        Result<bool> counted = store_.AddRepeat(**same, {.time_us = time_us, .boot = boot, .lines = lines});
        if (counted) return StoredCrash{.id = **same, .is_repeat = true};
        // A record that is damaged cannot count, and must not keep the crashes to come from being counted.
        if (counted.error().code != ErrorCode::kIo) (void)store_.SetAside(**same);
    }
    if (Result<void> room = pruner_.MakeRoom(quota, record.size(), 1, *this); !room) {
        return std::unexpected(room.error());
    }
    Result<journal::RecordId> id = store_.Append(record);
    if (!id) return std::unexpected(id.error());
    return StoredCrash{.id = *id};
}

}  // namespace faultbox::usercrash
