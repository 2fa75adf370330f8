#pragma once

#include <cstdint>
#include <optional>

#include "target/harvest/crashed_system.h"
#include "target/harvest/system_identity.h"
#include "target/manifest/boot_identity.h"

namespace faultbox::watch {

/// What a record says of how it was taken from the live log: format::Watch.
struct WatchFacts {
    uint64_t first_sequence = 0;
    uint64_t last_sequence = 0;
    uint64_t missed = 0;
    uint64_t first_missed = 0;
    uint32_t repeats = 0;
    uint32_t suppressed = 0;
};

/// The system of events that do not stop it is the one that runs. What it cannot say of itself is taken from the
/// manifest of this boot, where there is one.
class LiveSystem : public harvest::CrashedSystem {
  public:
    struct Workspace {
        manifest::ManifestBuffer boot;
        manifest::ManifestBuffer image;
        manifest::ManifestBuffer message;
    };

    LiveSystem(Workspace& workspace, journal::Directory& directory, const harvest::SystemIdentity& system)
        : workspace_(workspace), store_(directory), system_(system) {}

    /// Of the record that is written next.
    void SetFacts(const WatchFacts& facts) { facts_ = facts; }

    void Begin() override {}
    void OnEvent(const CrashEvent&) override {}
    bool Write(std::span<const record::ShortText<64>> modules, record::RecordWriter& record) override;

  private:
    bool WriteManifest(record::MessageWriter& writer);
    void WriteSystem(record::MessageWriter& writer) const;
    void WriteWatch(record::RecordWriter& record) const;

    Workspace& workspace_;
    manifest::ManifestStore store_;
    const harvest::SystemIdentity& system_;
    WatchFacts facts_;
};

}  // namespace faultbox::watch
