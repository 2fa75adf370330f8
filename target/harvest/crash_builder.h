#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "arch/common/bounded_vector.h"
#include "target/harvest/crashed_system.h"
#include "target/harvest/event_parser.h"
#include "target/harvest/system_identity.h"
#include "target/harvest/text_policy.h"
#include "target/harvest/text_provider.h"
#include "target/harvest/workspace.h"
#include "target/record/record_writer.h"

namespace faultbox::harvest {

/// Turns one crash of a correlation into a record.
class CrashBuilder {
  public:
    /// `crash` is the sighting that stands for it; `reset` is HarvestOptions::reset. `crashed` may be null.
    CrashBuilder(Workspace& workspace, TextProvider& provider, EventParser& parser, const SystemIdentity& system,
                 CrashedSystem* crashed, uint16_t crash, std::optional<uint64_t> reset);

    /// The record, in the workspace. Fails when a source cannot be read again or the record does not fit.
    Result<Bytes> Build(const TextPolicy& texts);
    /// Bit n: source n shows this crash.
    uint64_t sources() const { return sources_; }

  private:
    bool IsOwned(uint8_t source) const { return workspace_.correlation.OwnerOf(source) == crash_; }
    bool IsWritten(size_t sighting) const;
    void OrderSources();
    void NumberEvents();
    Result<std::string_view> Load(uint8_t source, std::span<char> buffer);
    Result<void> FindContained();
    Result<void> WriteSource(uint8_t source, bool keep_text, record::RecordWriter& writer);
    uint16_t RelatedTo(const CrashEvent& event, size_t sighting) const;
    void WriteEvent(const CrashEvent& event, size_t sighting, record::RecordWriter& writer);
    void WriteKeys(record::RecordWriter& writer);
    void WriteIdentity(record::RecordWriter& writer);
    void NoteModules(const CrashEvent& event);
    void NoteModule(std::string_view name);

    Workspace& workspace_;
    TextProvider& provider_;
    EventParser& parser_;
    const SystemIdentity& system_;
    CrashedSystem* crashed_;
    uint16_t crash_;
    std::optional<uint64_t> reset_;
    bool ends_system_ = false;
    uint64_t sources_ = 0;
    uint64_t contained_ = 0;                             // bit n: the longest text holds that of source n
    std::optional<uint8_t> longest_;                     // of the sources that this crash owns
    BoundedVector<uint8_t, format::kMaxSources> order_;  // sources as the record numbers them
    std::array<uint8_t, format::kMaxSources> place_{};   // the inverse of `order_`
    std::array<uint16_t, format::kMaxSightings> event_place_{};
    BoundedVector<record::ShortText<64>, 32> modules_;
};

}  // namespace faultbox::harvest
