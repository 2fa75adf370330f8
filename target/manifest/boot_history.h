#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "arch/common/bounded_vector.h"
#include "target/harvest/crashed_system.h"
#include "target/harvest/system_identity.h"
#include "target/manifest/manifest_store.h"
#include "target/record/message_writer.h"

namespace faultbox::manifest {

/// What the text of a crash states of its system.
class StatedSystem {
  public:
    void Clear() { *this = {}; }
    /// Takes what the events before did not state.
    void Add(const CrashEvent& event);

    std::string_view release() const { return release_; }
    std::string_view build() const { return build_; }  ///< "#1 Debian 6.1.140-1": first words of the version.
    Bytes kernel_build_id() const { return kernel_build_id_; }

    struct StatedModule {
        record::ShortText<64> name;
        harvest::BuildId build_id;
    };
    std::span<const StatedModule> modules() const { return modules_; }

  private:
    void AddModule(std::string_view name, std::string_view build_id);

    record::ShortText<64> release_;
    record::ShortText<96> build_;
    harvest::BuildId kernel_build_id_;
    BoundedVector<StatedModule, 32> modules_;  // those with a build id
};

/// How a manifest compares with a crash: bits of Identity.agreed, for what both state.
struct Agreement {
    uint8_t agreed = 0;
    uint8_t contradicted = 0;
};

/// What a BootHistory works in. A program has it as one static object.
struct HistoryWorkspace {
    ManifestBuffer boot;
    ManifestBuffer image;
    ManifestBuffer message;
};

/// Joins crashes to the manifests of earlier boots (FORMAT.md, Manifests).
class BootHistory : public harvest::CrashedSystem {
  public:
    BootHistory(HistoryWorkspace& workspace, journal::Directory& directory, const harvest::SystemIdentity& system)
        : workspace_(workspace), store_(directory), system_(system) {}

    /// Reads which boots there are. Without it, or when it fails, no boot is known.
    Result<void> Open();

    void Begin() override { stated_.Clear(); }
    void OnEvent(const CrashEvent& event) override { stated_.Add(event); }
    bool Write(std::span<const record::ShortText<64>> modules, record::RecordWriter& record) override;

  private:
    using Modules = std::span<const record::ShortText<64>>;

    bool Load(uint32_t counter);
    std::optional<size_t> FindBoot();
    Agreement Compare() const;
    void WriteDisagreements(uint8_t contradicted, record::MessageWriter& writer) const;
    void WriteModules(Modules modules, record::MessageWriter& writer) const;

    HistoryWorkspace& workspace_;
    ManifestStore store_;
    const harvest::SystemIdentity& system_;
    StatedSystem stated_;
    BoundedVector<uint32_t, kKeptBoots> earlier_;  // boots before this one, the newest first
    Bytes boot_;                                   // of the boot that was loaded last
    Bytes image_;
};

}  // namespace faultbox::manifest
