#include <array>

#include "target/commands.h"
#ifndef FAULTBOX_HARVEST_ONLY
#include "target/give_up_root.h"
#include "target/hook_reporter.h"
#include "target/rights/become_user.h"
#endif
#include "target/format/limits.h"
#include "target/harvest/harvester.h"
#include "target/harvest/kernel_log_parser.h"
#include "target/harvest_sources.h"
#include "target/journal/file_directory.h"
#include "target/journal/prune.h"
#include "target/journal/record_store.h"
#ifdef FAULTBOX_MANIFEST
#include "target/manifest/boot_history.h"
#endif
#ifdef FAULTBOX_SCRUB
#include "target/scrub/scrubbing_provider.h"
#endif

namespace faultbox {
namespace {

// All zero, so that they are no part of the program's file.
harvest::Workspace g_workspace;
std::array<uint8_t, format::kMaxRecordBytes> g_scratch;
std::array<uint8_t, format::kMaxTextBytes> g_zone;
std::array<journal::RecordId, format::kMaxRecords> g_ids;

// What a harvest that lost power has left: not before the next crash, which may be far.
ExitStatus Recover(const char* path, ConsoleReporter& reporter) {
    journal::FileDirectory folder;
    if (!folder.Open(path, false)) return kOk;  // no store yet, or a message when something is to be stored
    Result<journal::Recovered> recovered = journal::RecordStore(folder, g_scratch).Recover();
    if (!recovered) {
        reporter.Problem(path, recovered.error());
        return kIncomplete;
    }
    if (!recovered->name) return kOk;
    if (!recovered->is_aside) {
        reporter.Stored(*recovered->name, recovered->size_bytes);
        return kOk;
    }
    reporter.Problem(*recovered->name, {ErrorCode::kTruncated, "a record that lost power was set aside"});
    return kIncomplete;
}
#ifdef FAULTBOX_MANIFEST
manifest::HistoryWorkspace g_history;
#endif

}  // namespace

ExitStatus RunHarvest(const harvest::Options& options, journal::Output& out, journal::Output& err) {
#ifdef FAULTBOX_HARVEST_ONLY
    ConsoleReporter reporter(out, err);
#else
    HookReporter reporter(out, err, options.settings->hook);
#endif
    ExitStatus recovered = Recover(options.store, reporter);
    harvest::RunningSystem system;
    HarvestSources sources(g_workspace, g_scratch, g_zone, system, err);
    ExitStatus status = sources.Open(options);
    if (status == kUnusable) return status;
    if (status == kOk) status = recovered;
    if (sources.provider().entry_count() == 0) return status;

    journal::FileDirectory folder;
    if (!OpenStoreFolder(options.store, true, folder, err)) return kIncomplete;
#ifndef FAULTBOX_HARVEST_ONLY
    if (!GiveUpRoot(*options.settings, folder, rights::kDacOverride | rights::kSyslog, err)) status = kIncomplete;
#endif
    journal::RecordStore store(folder, g_scratch);
    journal::Pruner pruner(folder, store, g_ids);
    harvest::KernelLogParser parser;
    harvest::CrashedSystem* crashed = nullptr;
#ifdef FAULTBOX_MANIFEST
    manifest::BootHistory history(g_history, folder, system);
    Result<void> manifests = history.Open();
    if (!manifests) PutError(err, "manifests", manifests.error());
    crashed = &history;
#endif
    harvest::Harvester harvester(g_workspace, store, pruner, parser, system, reporter, crashed);
    harvest::HarvestOptions how = sources.harvest_options(options.keep);
    if (!how.keep && sources.WouldLose(options.store)) {
        how.keep = true;
        PutError(err, options.store, {ErrorCode::kNotFound, "is in RAM, so all stays in pstore"});
        status = kIncomplete;
    }
    how.quota = harvest::QuotaOf(options);
    how.text.keep = options.settings->keep_text;
#ifdef FAULTBOX_SCRUB
    how.text.scrubbed = options.settings->scrub;
    scrub::ScrubbingProvider provider(sources.provider(), how.text.scrubbed);
    harvest::HarvestResult result = harvester.Run(provider, how);
#else
    harvest::HarvestResult result = harvester.Run(sources.provider(), how);
#endif
    return result.problems == 0 ? status : kIncomplete;
}

}  // namespace faultbox
