#include <array>

#include "target/commands.h"
#include "target/format/limits.h"
#include "target/journal/file_directory.h"
#include "target/journal/prune.h"
#include "target/journal/record_store.h"

namespace faultbox {
namespace {

std::array<uint8_t, format::kMaxRecordBytes> g_record;
std::array<journal::RecordId, format::kMaxRecords> g_ids;

class Names : public journal::PruneObserver {
  public:
    explicit Names(ConsoleReporter& reporter) : reporter_(reporter) {}
    void Removed(std::string_view name) override { reporter_.Pruned(name); }

  private:
    ConsoleReporter& reporter_;
};

}  // namespace

ExitStatus RunPrune(const harvest::Options& options, journal::Output& out, journal::Output& err) {
    journal::FileDirectory folder;
    if (!OpenStoreFolder(options.store, false, folder, err)) return kUnusable;
    journal::FolderLock lock(folder);
    journal::RecordStore store(folder, g_record);
    ConsoleReporter reporter(out, err);
    Names names(reporter);
    Result<void> pruned = journal::Pruner(folder, store, g_ids).MakeRoom(harvest::QuotaOf(options), 0, 0, names);
    if (Result<void> synced = folder.SyncNames(); pruned) pruned = synced;
    if (pruned) return kOk;
    PutError(err, options.store, pruned.error());
    return kIncomplete;
}

}  // namespace faultbox
