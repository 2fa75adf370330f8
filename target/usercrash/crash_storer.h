#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "arch/common/result.h"
#include "target/journal/prune.h"
#include "target/journal/record_store.h"

namespace faultbox::usercrash {

/// What became of a record: it is one of the store, or counted as a repeat of one.
struct StoredCrash {
    journal::RecordId id;
    bool is_repeat = false;
};

/// Stores the records of crashed processes: the second of a program that dies of the same in a loop, and all later
/// ones, are counted in the first one's record (FORMAT.md, Repeats).
class CrashStorer : private journal::PruneObserver {
  public:
    /// `ids` is work space for as many records as the store may have.
    CrashStorer(journal::RecordStore& store, journal::Pruner& pruner, std::span<journal::RecordId> ids)
        : store_(store), pruner_(pruner), ids_(ids) {}

    /// `record` is frame and payload, made by WriteUserCrash. `time_us` is of the crash, since 1970, 0 where it is not
    /// known; `boot` is harvest::BootOf.
    Result<StoredCrash> Store(Bytes record, uint64_t time_us, uint32_t boot, const journal::Quota& quota);

  private:
    Result<std::optional<journal::RecordId>> FindSame(uint64_t signature);
    void Removed(std::string_view) override {}

    journal::RecordStore& store_;
    journal::Pruner& pruner_;
    std::span<journal::RecordId> ids_;
};

}  // namespace faultbox::usercrash
