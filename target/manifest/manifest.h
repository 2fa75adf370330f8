#pragma once

#include "arch/common/result.h"
#include "target/config/config.h"
#include "target/harvest/file_reader.h"
#include "target/harvest/system_identity.h"
#include "target/harvest/text_policy.h"
#include "target/manifest/loaded_modules.h"
#include "target/manifest/manifest_store.h"
#include "target/record/message_writer.h"

namespace faultbox::manifest {

/// What an update of the manifest works in; about 0.5 MiB, of which a small system touches little. A program has it as
/// one static object.
struct ManifestWorkspace {
    ModuleList modules;
    ManifestBuffer old_image;
    ManifestBuffer old_boot;
    ManifestBuffer image;
    ManifestBuffer boot;
    ManifestBuffer scratch;
};

struct ManifestResult {
    uint32_t boot_count = 0;
    bool wrote_image = false;
    bool wrote_boot = false;
    bool is_cut = false;  ///< There were more modules than a manifest takes.
};

/// Notes which system runs. What stays the same from boot to boot (the image) and what does not (the boot) lie in files
/// of their own, and each is written only when it changed: FORMAT.md, Manifests. May be called at any time, and again.
class Manifest {
  public:
    /// `filter` is for the kernel's command line, which is left out where the settings scrub and there is none.
    Manifest(ManifestWorkspace& workspace, ManifestStore& store, const harvest::SystemIdentity& system,
             const harvest::FileReader& files, const config::Config& settings, harvest::TextFilter filter = nullptr)
        : workspace_(workspace), store_(store), system_(system), files_(files), settings_(settings), filter_(filter) {}

    /// Fails without an effect where the boot cannot be told from others, and when something cannot be written.
    Result<ManifestResult> Update();

  private:
    void WriteSystem(record::MessageWriter& writer) const;
    Result<void> FindBoots();
    Result<uint64_t> UpdateImage(ManifestResult& result);
    Bytes FindImage(Bytes system);

    ManifestWorkspace& workspace_;
    ManifestStore& store_;
    const harvest::SystemIdentity& system_;
    const harvest::FileReader& files_;
    const config::Config& settings_;
    harvest::TextFilter filter_;
    uint32_t counter_ = 0;  // of this boot
    Bytes this_boot_;       // its manifest as it is stored; empty if there is none
};

}  // namespace faultbox::manifest
