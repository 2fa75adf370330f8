#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "arch/common/result.h"
#include "target/format/limits.h"
#include "target/harvest/event_parser.h"
#include "target/harvest/system_identity.h"
#include "target/harvest/text_provider.h"
#include "target/harvest/workspace.h"
#include "target/journal/record_store.h"
#include "target/oops/crash_event.h"
#include "target/record/correlate.h"
#include "target/record/record_writer.h"
#include "target/record/source_facts.h"

namespace faultbox::harvest {

/// Takes the messages of a harvest, for people to read.
class Reporter {
  public:
    virtual ~Reporter() = default;
    /// Something could not be read or stored.
    virtual void Problem(std::string_view where, const Error& error) = 0;
    virtual void Stored(std::string_view name, size_t size_bytes) = 0;
};

struct HarvestOptions {
    bool keep = false;  ///< Leave the entries where they are.
    /// The sighting of a reset that left no crash, had there been one: records of crashes have it too, so that a later
    /// harvest, which does not find their dumps any more, knows that the reset had a crash.
    std::optional<uint64_t> reset;
};

struct HarvestResult {
    uint32_t stored = 0;
    uint32_t already_stored = 0;
    uint32_t problems = 0;
};

/// From sources to records: reads every entry, groups what is one crash, stores each crash that the store does not
/// hold, and removes an entry when all it shows is durable.
class Harvester {
  public:
    Harvester(Workspace& workspace, journal::RecordStore& store, EventParser& parser, const SystemIdentity& system,
              Reporter& reporter)
        : workspace_(workspace), store_(store), parser_(parser), system_(system), reporter_(reporter) {}

    /// To be called once.
    HarvestResult Run(TextProvider& provider, const HarvestOptions& options);

  private:
    /// What becomes of one source.
    enum class State : uint8_t { kUnread, kNoCrash, kPending, kFailed };

    void ReadSources(TextProvider& provider);
    void ReadEvents(TextProvider& provider, uint8_t source, std::string_view text);
    void ReadNoEvent(uint8_t source);
    bool MarkHeld();
    void StoreCrash(TextProvider& provider, uint16_t crash);
    void RemoveEntries(TextProvider& provider);
    void Problem(std::string_view where, const Error& error);

    Workspace& workspace_;
    journal::RecordStore& store_;
    EventParser& parser_;
    const SystemIdentity& system_;
    Reporter& reporter_;
    HarvestOptions options_;
    HarvestResult result_;
    std::array<State, format::kMaxSources> states_{};
    std::array<bool, format::kMaxSightings> held_{};
    uint8_t source_count_ = 0;
};

}  // namespace faultbox::harvest
