// The verb that follows the kernel's log.
#include <algorithm>
#include <array>

#include "arch/common/static_place.h"
#include "target/commands.h"
#include "target/confine.h"
#include "target/format/limits.h"
#include "target/give_up_root.h"
#include "target/harvest/kernel_log_parser.h"
#include "target/harvest/system_identity.h"
#include "target/hook_reporter.h"
#include "target/journal/file_directory.h"
#include "target/journal/record_store.h"
#ifdef FAULTBOX_SCRUB
#include "target/scrub/scrub.h"
#endif
#include "target/rights/become_user.h"
#include "target/watch/dev_kmsg.h"
#include "target/watch/stored_sequence.h"
#include "target/watch/watcher.h"

namespace faultbox {
namespace {

// All zero, so that they are no part of the program's file.
watch::WatchWorkspace g_workspace;
StaticPlace<harvest::KernelLogParser> g_parser;
StaticPlace<journal::FileDirectory> g_folder;
StaticPlace<watch::Watcher> g_watcher;
StaticPlace<journal::RecordStore> g_store;
std::array<uint8_t, format::kMaxRecordBytes> g_scratch;
std::array<journal::RecordId, format::kMaxRecords> g_ids;

// What an earlier run in this boot has recorded.
std::optional<uint64_t> FindLastSequence(journal::RecordStore& store, Bytes boot_id) {
    std::optional<uint64_t> last;
    Result<size_t> count = store.List(g_ids);
    if (!count) return last;
    for (journal::RecordId id : std::span(g_ids).first(*count)) {
        Result<Bytes> payload = store.Read(id);
        std::optional<uint64_t> sequence = payload ? watch::LastSequenceOf(*payload, boot_id) : std::nullopt;
        if (sequence) last = std::max(last.value_or(0), *sequence);
    }
    return last;
}

void PutResult(const watch::WatchResult& result, journal::Output& out) {
    record::PutNumber(out, result.events);
    out.Put(" events, ");
    record::PutNumber(out, result.stored);
    out.Put(" records, ");
    record::PutNumber(out, result.repeated);
    out.Put(" repeats, ");
    record::PutNumber(out, result.suppressed);
    out.Put(" events not recorded, ");
    record::PutNumber(out, result.missed);
    out.Put(" messages missed\n");
}

}  // namespace

ExitStatus RunWatch(const harvest::Options& options, journal::Output& out, journal::Output& err) {
    constexpr const char* kLog = "/dev/kmsg";
    journal::FileDirectory& folder = g_folder.Make();
    if (!OpenStoreFolder(options.store, true, folder, err)) return kUnusable;
    watch::DevKmsg log;
    if (Result<void> opened = log.Open(kLog); !opened) {
        PutError(err, kLog, opened.error());
        return kUnusable;
    }
    // Who may read the log was asked when it was opened (kernel/printk/printk.c, devkmsg_open).
    bool is_given_up = GiveUpRoot(*options.settings, folder, rights::kNoCapability, err);
    HookReporter reporter(out, err, options.settings->hook);
    is_given_up &= Confine(err);
    journal::RecordStore& store = g_store.Make(folder, g_scratch);
    journal::Pruner pruner(folder, store, g_ids);
    harvest::KernelLogParser& parser = g_parser.Make();
    harvest::RunningSystem system;
    harvest::HarvestOptions how{
        .keep = true, .quota = harvest::QuotaOf(options), .text = {.keep = options.settings->keep_text}};
    harvest::TextFilter filter = nullptr;
#ifdef FAULTBOX_SCRUB
    how.text.scrubbed = options.settings->scrub;
    filter = scrub::ScrubText;
#endif
    watch::Watcher& watcher =
        g_watcher.Make(g_workspace, log, folder, store, pruner, parser, system, reporter, how, filter);
    if (std::optional<uint64_t> last = FindLastSequence(store, system.boot_id())) watcher.SkipTo(*last);
    Result<watch::WatchResult> result = watcher.Run();
    if (!result) {
        PutError(err, kLog, result.error());
        return kUnusable;
    }
    PutResult(*result, out);
    return is_given_up && result->problems == 0 ? kOk : kIncomplete;
}

}  // namespace faultbox
