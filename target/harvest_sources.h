#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "target/harvest/combined_source.h"
#include "target/harvest/harvester.h"
#include "target/harvest/options.h"
#include "target/harvest/pstore_source.h"
#include "target/harvest/ramoops_source.h"
#include "target/harvest/system_identity.h"
#include "target/harvest/workspace.h"
#include "target/journal/file_directory.h"
#include "target/messages.h"
#if FAULTBOX_BERT
#include "target/harvest/bert_source.h"
#endif
#if FAULTBOX_PSTORE_PARTS
#include "target/harvest/joined_source.h"
#endif
#if FAULTBOX_RESET
#include "target/harvest/reset_source.h"
#endif
#if FAULTBOX_REGION_FINDER
#include "target/harvest/region_finder.h"
#endif

namespace faultbox {

/// All that one harvest looks at, as the options name it and the build has it. About 120 KiB.
class HarvestSources {
  public:
    /// `scratch` and `zone` take a file and a zone; `workspace` is the harvest's.
    HarvestSources(harvest::Workspace& workspace, std::span<uint8_t> scratch, std::span<uint8_t> zone,
                   const harvest::SystemIdentity& system, journal::Output& err)
        : workspace_(workspace), system_(system), err_(err), files_(folder_, scratch), region_(zone, workspace.text) {}

    /// Opens the sources. One that cannot be read is told and does not keep the others from being read: kIncomplete.
    /// Where none can be read: kUnusable.
    ExitStatus Open(const harvest::Options& options);

    harvest::TextProvider& provider() { return *provider_; }
    /// Whether the next loss of power takes what is moved from pstore to that folder: its file system is in RAM, as the
    /// root's often is that shows where a disk could not be mounted.
    bool WouldLose(const char* store) const;
    harvest::HarvestOptions harvest_options(bool keep) const;

  private:
    Result<void> OpenPstore(const harvest::Options& options);
    Result<void> OpenRegion(const harvest::Options& options);
    Result<void> FindRegion(const harvest::Options& options);
    void OpenAutomatic(const harvest::Options& options);
    void OpenLogs(const harvest::Options& options);
    void OpenBert();
    void OpenReset(const harvest::Options& options);
    void Count(std::string_view where, const Result<void>& opened);

    harvest::Workspace& workspace_;
    const harvest::SystemIdentity& system_;
    journal::Output& err_;
    unsigned opened_ = 0;
    unsigned failed_ = 0;
    journal::FileDirectory folder_;
    harvest::PstoreSource files_;
    harvest::RamoopsSource region_;
    bool is_pstore_ = false;       ///< The folder is the kernel's, of the boot before this one.
    bool is_region_left_ = false;  ///< The region is as the last boot left it.

#if FAULTBOX_BERT || FAULTBOX_RESET || FAULTBOX_REGION_FINDER
    harvest::RunningSystemFiles system_files_;
#endif
#if FAULTBOX_PSTORE_PARTS
    harvest::JoinedSource pstore_{files_};
#else
    harvest::PstoreSource& pstore_ = files_;
#endif
    harvest::CombinedSource logs_{pstore_, region_};
    harvest::TextProvider* provider_ = &logs_;
#if FAULTBOX_BERT
    harvest::BertSource bert_{system_files_};
    harvest::CombinedSource with_bert_{logs_, bert_};
#endif
#if FAULTBOX_RESET
    std::optional<harvest::ResetSource> reset_;
    std::optional<harvest::CombinedSource> with_reset_;
#endif
};

}  // namespace faultbox
