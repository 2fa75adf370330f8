#include <array>

#include "target/commands.h"
#include "target/confine.h"
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

// Tells what a harvest that lost power has left.
ExitStatus TellRecovered(const Result<journal::Recovered>& recovered, const char* path, ConsoleReporter& reporter) {
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
    harvest::RunningSystem system;
    HarvestSources sources(g_workspace, g_scratch, g_zone, system, err);
    ExitStatus status = sources.Open(options);
    bool has_entries = status != kUnusable && sources.provider().entry_count() != 0;
    journal::FileDirectory folder;
    // Without entries a store that is not there yet is none to be told of.
    if (!has_entries && !folder.Open(options.store, false)) return status;
    if (has_entries && !OpenStoreFolder(options.store, true, folder, err)) return kIncomplete;
#ifndef FAULTBOX_HARVEST_ONLY
    bool is_given_up = GiveUpRoot(*options.settings, folder, rights::kDacOverride | rights::kSyslog, err);
    HookReporter reporter(out, err, options.settings->hook);
#else
    bool is_given_up = true;
    ConsoleReporter reporter(out, err);
#endif
    is_given_up &= Confine(err);
    journal::RecordStore store(folder, g_scratch);
    // Not before the next crash, which may be far.
    Result<journal::Recovered> recovered = store.Recover();
    ExitStatus told = TellRecovered(recovered, options.store, reporter);
    if (status == kOk) status = is_given_up ? told : kIncomplete;
    if (!has_entries) return status;
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
    // What looks stored in a store that cannot be synced may be lost yet.
    harvest::HarvestOptions how = sources.harvest_options(options.keep || !recovered);
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
