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
    uint64_t max_records = 256;
};

/// Takes the names of files that are removed.
class PruneObserver {
  public:
    virtual ~PruneObserver() = default;
    virtual void Removed(std::string_view name) = 0;
};

/// Files of a store as Prune looks at them.
struct PruneEntry {
    StoreFile file;
    uint64_t size_bytes = 0;
    bool must_stay = false;
};

/// Keeps a store within its quota (FORMAT.md, Store).
class Pruner {
  public:
    /// `entries` is work space; files that have no room there are neither counted nor removed.
    Pruner(Directory& directory, RecordStore& store, std::span<PruneEntry> entries)
        : directory_(directory), store_(store), space_(entries) {}

    /// Removes until `new_bytes` in `new_records` more fit. Not durable before the next Directory::SyncNames. kLimit
    /// when what is left must stay.
    Result<void> MakeRoom(const Quota& quota, uint64_t new_bytes, uint32_t new_records, PruneObserver& observer);

  private:
    /// In the order in which they are given up.
    enum class Class : uint8_t { kRead, kAside, kUnread };

    Result<void> List();
    void Sort(bool by_signature);
    void MarkWhatStays();
    bool IsOf(Class wanted, const PruneEntry& entry);
    Result<void> RemoveClass(Class wanted, PruneObserver& observer);
    bool IsOver() const { return bytes_ > max_bytes_ || records_ > max_records_; }

    Directory& directory_;
    RecordStore& store_;
    std::span<PruneEntry> space_;
    std::span<PruneEntry> entries_;
    uint64_t bytes_ = 0, max_bytes_ = 0;
    uint64_t records_ = 0, max_records_ = 0;
};

}  // namespace faultbox::journal
