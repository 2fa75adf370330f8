#include "target/export/store_records.h"

#include <algorithm>

namespace faultbox::handover {

Result<Bytes> StoreRecords::Read(journal::RecordId id) {
    Result<journal::StoredRecord> stored = store_.Load(id);
    if (!stored) return std::unexpected(stored.error());
    const std::optional<format::RepeatFrame>& newest = stored->repeats.newest();
    size_t size = stored->record.size();
    if (!newest || newest->count < 2) return stored->record;
    if (scratch_.size() - size < format::kRepeatFrameBytes) {
        return Fail(ErrorCode::kLimit, "no room for what is noted of the record", size);
    }
    format::RepeatFrame frame = *newest;
    frame.number = 1;
    frame.is_read = true;
    frame.lines = {};
    // The store has read the file to the start of its scratch space.
    std::ranges::copy(format::WriteRepeatFrame(frame, stored->crc), scratch_.subspan(size).begin());
    return Bytes(scratch_).first(size + format::kRepeatFrameBytes);
}

}  // namespace faultbox::handover
