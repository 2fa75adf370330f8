#pragma once

#include <cstdint>
#include <span>

#include "arch/common/result.h"
#include "target/journal/directory.h"
#include "target/journal/record_store.h"

namespace faultbox::journal {

/// What a store may hold. What is set aside counts as a record.
struct Quota {
    uint64_t max_bytes = 16 * 1024 * 1024;  ///< Of the files' content.
    uint64_t max_records = 256;             ///< Never more than format::kMaxRecords.
};

/// Takes the names of files that are removed.
class PruneObserver {
  public:
    virtual void Removed(std::string_view name) = 0;

  protected:
    ~PruneObserver() = default;
};

/// Keeps a store within its quota (FORMAT.md, Store).
class Pruner {
  public:
    /// `ids` is work space for as many records as the store may have.
    Pruner(Directory& directory, RecordStore& store, std::span<RecordId> ids)
        : directory_(directory), store_(store), space_(ids) {}

    /// Removes until `new_bytes` in `new_records` more fit. Not durable before the next Directory::SyncNames. kLimit
    /// when what is left must stay. Who then appends holds the folder's lock over both.
    Result<void> MakeRoom(const Quota& quota, uint64_t new_bytes, uint32_t new_records, PruneObserver& observer);

  private:
    bool IsFirstOfItsKind(size_t index) const;
    Result<void> Remove(std::string_view name, PruneObserver& observer);
    Result<void> RemoveRecords(bool read, bool first, PruneObserver& observer);
    Result<void> RemoveAside(PruneObserver& observer);
    bool IsOver() const { return bytes_ > max_bytes_ || records_ > max_records_; }

    Directory& directory_;
    RecordStore& store_;
    std::span<RecordId> space_;
    std::span<RecordId> ids_;
    uint64_t bytes_ = 0, max_bytes_ = 0;
    uint64_t records_ = 0, max_records_ = 0;
};

}  // namespace faultbox::journal
