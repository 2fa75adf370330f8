#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "arch/common/result.h"
#include "target/format/limits.h"
#include "target/harvest/crashed_system.h"
#include "target/harvest/event_parser.h"
#include "target/harvest/recognition.h"
#include "target/harvest/system_identity.h"
#include "target/harvest/text_policy.h"
#include "target/harvest/text_provider.h"
#include "target/harvest/workspace.h"
#include "target/journal/prune.h"
#include "target/journal/record_store.h"
#include "target/oops/crash_event.h"
#include "target/record/correlate.h"
#include "target/record/record_writer.h"
#include "target/record/source_facts.h"

namespace faultbox::harvest {

/// Takes the messages of a harvest, for people to read.
class Reporter {
  public:
    /// Something could not be read or stored.
    virtual void Problem(std::string_view where, const Error& error) = 0;
    virtual void Stored(std::string_view name, size_t size_bytes) = 0;
    /// So many crashes repeat that of the record.
    virtual void Repeated(std::string_view, uint32_t) {}
    /// A record that had to make room.
    virtual void Pruned(std::string_view) {}

  protected:
    ~Reporter() = default;
};

/// Which crashes are recorded where that cannot be all of them: in a flood.
class CrashFilter {
  public:
    /// A crash is recorded when one of the signatures in it is wanted.
    virtual bool Wants(uint64_t signature) const = 0;
    /// How many crashes with this signature were not recorded since one was: they count with the one that is now. To be
    /// called once for each record that is stored or gets repeats.
    virtual uint32_t TakeUnread(uint64_t signature) = 0;

  protected:
    ~CrashFilter() = default;
};

struct HarvestOptions {
    bool keep = false;  ///< Leave the entries where they are.
    journal::Quota quota;
    TextPolicy text;
    /// The sighting of a reset that left no crash, had there been one: records of crashes have it too, so that a later
    /// harvest, which does not find their dumps any more, knows that the reset had a crash.
    std::optional<uint64_t> reset;
    CrashFilter* filter = nullptr;  ///< Without one all crashes are recorded.
};

struct HarvestResult {
    uint32_t stored = 0;
    uint32_t already_stored = 0;
    uint32_t repeated = 0;  ///< Crashes that were counted in a record that was there.
    uint32_t problems = 0;
};

/// From sources to records: reads every entry, groups what is one crash, stores or counts each crash that the store
/// does not have, and removes an entry when all it shows is durable.
class Harvester : private journal::PruneObserver {
  public:
    /// Without `crashed` no record says which system crashed.
    Harvester(Workspace& workspace, journal::RecordStore& store, journal::Pruner& pruner, EventParser& parser,
              const SystemIdentity& system, Reporter& reporter, CrashedSystem* crashed = nullptr)
        : workspace_(workspace),
          store_(store),
          pruner_(pruner),
          parser_(parser),
          system_(system),
          reporter_(reporter),
          crashed_(crashed),
          recognition_(workspace.correlation, workspace.facts, BootOf(system)) {}

    /// To be called once.
    HarvestResult Run(TextProvider& provider, const HarvestOptions& options);

  private:
    /// What becomes of one source.
    enum class State : uint8_t { kUnread, kNoCrash, kPending, kFailed };

    void ReadSources(TextProvider& provider);
    void ReadEvents(TextProvider& provider, uint8_t source, std::string_view text);
    void ReadNoEvent(uint8_t source, std::string_view text);
    bool CompareStore();
    void CompareRecord(journal::RecordId id);
    bool IsWanted(uint16_t crash) const;
    uint32_t TakeUnread(uint16_t crash);
    void TakeCrash(TextProvider& provider, uint16_t crash);
    void StoreCrash(TextProvider& provider, uint16_t crash);
    Result<journal::RecordId> Append(Bytes record);
    void CountRepeats(uint16_t crash);
    void FailSources(uint16_t crash);
    void RemoveEntries(TextProvider& provider);
    void RemoveEntry(TextProvider& provider, uint8_t source);
    void Removed(std::string_view name) override { reporter_.Pruned(name); }
    void Problem(std::string_view where, const Error& error);

    Workspace& workspace_;
    journal::RecordStore& store_;
    journal::Pruner& pruner_;
    EventParser& parser_;
    const SystemIdentity& system_;
    Reporter& reporter_;
    CrashedSystem* crashed_;
    HarvestResult result_;
    std::array<State, format::kMaxSources> states_{};
    Recognition recognition_;
    std::array<bool, format::kMaxSightings> done_{};  // crashes that were counted with an earlier one
    HarvestOptions options_;
    uint32_t repeat_frames_ = 0;
    uint8_t source_count_ = 0;
};

}  // namespace faultbox::harvest
