#include <array>

#include "target/commands.h"
#include "target/format/limits.h"
#include "target/harvest/harvester.h"
#include "target/harvest/kernel_log_parser.h"
#include "target/harvest_sources.h"
#include "target/journal/file_directory.h"
#include "target/journal/record_store.h"

namespace faultbox {
namespace {

// All zero, so that they are no part of the program's file.
harvest::Workspace g_workspace;
std::array<uint8_t, format::kMaxRecordBytes> g_scratch;
std::array<uint8_t, format::kMaxTextBytes> g_zone;

}  // namespace

ExitStatus RunHarvest(const harvest::Options& options, journal::Output& out, journal::Output& err) {
    harvest::RunningSystem system;
    HarvestSources sources(g_workspace, g_scratch, g_zone, system, err);
    ExitStatus status = sources.Open(options);
    if (status == kUnusable || sources.provider().entry_count() == 0) return status;

    journal::FileDirectory folder;
    if (Result<void> opened = folder.Open(options.store, true); !opened) {
        PutError(err, options.store, opened.error());
        return kUnusable;
    }
    journal::RecordStore store(folder, g_scratch);
    harvest::KernelLogParser parser;
    ConsoleReporter reporter(out, err);
    harvest::Harvester harvester(g_workspace, store, parser, system, reporter);
    harvest::HarvestResult result = harvester.Run(sources.provider(), sources.harvest_options(options.keep));
    return result.problems == 0 ? status : kIncomplete;
}

}  // namespace faultbox
