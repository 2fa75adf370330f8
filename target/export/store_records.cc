#include "target/export/store_records.h"

#include "target/format/frame.h"

namespace faultbox::handover {

Result<Bytes> StoreRecords::Read(journal::RecordId id) {
    Result<Bytes> payload = store_.Read(id);
    if (!payload) return payload;
    // The store has read the whole file to the start of its scratch space.
    return Bytes(scratch_).first(format::kFrameHeaderBytes + payload->size() + format::kFrameTrailerBytes);
}

}  // namespace faultbox::handover
