// The verb that notes which system runs.
#include "target/commands.h"
#include "target/confine.h"
#include "target/give_up_root.h"
#include "target/harvest/system_files.h"
#include "target/harvest/system_identity.h"
#include "target/journal/file_directory.h"
#include "target/manifest/manifest.h"
#include "target/rights/become_user.h"
#ifdef FAULTBOX_SCRUB
#include "target/scrub/scrub.h"
#endif

namespace faultbox {
namespace {

// All zero, so that it is no part of the program's file.
manifest::ManifestWorkspace g_workspace;

}  // namespace

ExitStatus RunManifest(const harvest::Options& options, journal::Output& out, journal::Output& err) {
    journal::FileDirectory folder;
    if (!OpenStoreFolder(options.store, true, folder, err)) return kUnusable;
    bool is_done = GiveUpRoot(*options.settings, folder, rights::kDacReadSearch | rights::kSyslog, err);
    is_done &= Confine(err);
    manifest::ManifestStore store(folder);
    harvest::RunningSystem system;
    harvest::RunningSystemFiles files;
    harvest::TextFilter filter = nullptr;
#ifdef FAULTBOX_SCRUB
    filter = scrub::ScrubText;
#endif
    manifest::Manifest manifest(g_workspace, store, system, files, *options.settings, filter);
    Result<manifest::ManifestResult> result = manifest.Update();
    if (!result) {
        PutError(err, options.store, result.error());
        return kIncomplete;
    }
    if (result->is_cut)
        PutError(err, "", {ErrorCode::kLimit, "more modules than a manifest takes", manifest::kMaxModules});
    out.Put("boot ");
    record::PutNumber(out, result->boot_count);
    out.Put(result->wrote_image ? ", new image" : "");
    out.Put(result->wrote_boot ? "\n" : ", noted already\n");
    return result->is_cut || !is_done ? kIncomplete : kOk;
}

}  // namespace faultbox
