#pragma once

#include <array>
#include <cstdint>

#include "target/config/config.h"
#include "target/journal/directory.h"
#include "target/journal/prune.h"
#include "target/manifest/manifest_store.h"
#include "target/selftest/report.h"
#include "target/selftest/system.h"

namespace faultbox::selftest {

/// What the checks work in. A program has it as one static object.
struct Workspace {
    std::array<uint8_t, 512 * 1024> text;    ///< A kernel's configuration, or /proc/iomem.
    std::array<uint8_t, 128 * 1024> packed;  ///< /proc/config.gz, a console, a boot's manifest.
    manifest::ManifestBuffer manifest;
};

/// What the checks look at.
struct Subject {
    System& system;
    journal::Directory* store;  ///< Null when it cannot be opened; then `store_error` says why.
    Error store_error{};
    const char* store_path;
    journal::Quota quota;
    Bytes boot_id;                 ///< 16 bytes; empty when it cannot be read.
    bool checks_manifest = false;  ///< The program has the verb manifest.
    bool checks_core = false;      ///< The program has the verb core.
    Workspace& workspace;
};

/// Checks one thing and says in one sentence what it found.
using Check = Outcome (*)(Subject& subject, record::TextSink& say);

Outcome CheckMounted(Subject& subject, record::TextSink& say);
Outcome CheckBackEnd(Subject& subject, record::TextSink& say);
Outcome CheckZones(Subject& subject, record::TextSink& say);
Outcome CheckConsole(Subject& subject, record::TextSink& say);
Outcome CheckRegion(Subject& subject, record::TextSink& say);

Outcome CheckStore(Subject& subject, record::TextSink& say);
Outcome CheckStoreSpace(Subject& subject, record::TextSink& say);
Outcome CheckManifest(Subject& subject, record::TextSink& say);

Outcome CheckWatchdog(Subject& subject, record::TextSink& say);
Outcome CheckBootStatus(Subject& subject, record::TextSink& say);
Outcome CheckPanicOnOops(Subject& subject, record::TextSink& say);
Outcome CheckPanicTimeout(Subject& subject, record::TextSink& say);
Outcome CheckKernelConfig(Subject& subject, record::TextSink& say);
Outcome CheckCorePattern(Subject& subject, record::TextSink& say);
Outcome CheckSystemdPstore(Subject& subject, record::TextSink& say);

}  // namespace faultbox::selftest
