#pragma once

#include "target/export/record_source.h"
#include "target/journal/record_store.h"

namespace faultbox::handover {

/// Remembers which records have been handed over.
class ReadMarks {
  public:
    virtual ~ReadMarks() = default;
    virtual bool IsRead(journal::RecordId id) = 0;
    /// Durable when it returns.
    virtual Result<void> MarkRead(journal::RecordId id) = 0;
};

/// The records of the store on flash.
class StoreRecords : public RecordSource {
  public:
    /// `scratch` is the store's own.
    StoreRecords(journal::RecordStore& store, std::span<const uint8_t> scratch, ReadMarks& marks)
        : store_(store), scratch_(scratch), marks_(marks) {}

    Result<size_t> List(std::span<journal::RecordId> ids) override { return store_.List(ids); }
    Result<Bytes> Read(journal::RecordId id) override;
    bool IsExported(journal::RecordId id) override { return marks_.IsRead(id); }
    Result<void> MarkExported(journal::RecordId id) override { return marks_.MarkRead(id); }

  private:
    journal::RecordStore& store_;
    std::span<const uint8_t> scratch_;
    ReadMarks& marks_;
};

}  // namespace faultbox::handover
