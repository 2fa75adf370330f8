#pragma once

#include "target/export/record_source.h"
#include "target/journal/record_store.h"

namespace faultbox::handover {

/// The records of the store on flash. A record is handed over with its newest repeat frame behind it, where its crash
/// came again (FORMAT.md, Store). The frame says nothing of when it was handed over: a record is the same bytes before
/// and after it has been marked.
class StoreRecords : public RecordSource {
  public:
    /// `scratch` is the store's own. It has room for kRepeatFrameBytes more than a record.
    StoreRecords(journal::RecordStore& store, std::span<uint8_t> scratch) : store_(store), scratch_(scratch) {}

    Result<size_t> List(std::span<journal::RecordId> ids) override { return store_.List(ids); }
    Result<Bytes> Read(journal::RecordId id) override;
    bool IsExported(journal::RecordId id) override { return store_.IsRead(id).value_or(false); }
    Result<void> MarkExported(journal::RecordId id) override { return store_.MarkRead(id); }

  private:
    journal::RecordStore& store_;
    std::span<uint8_t> scratch_;
};

}  // namespace faultbox::handover
