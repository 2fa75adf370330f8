#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "host/input/record_list.h"
#include "target/format/crash_record.pb.h"
#include "target/oops/crash_event.h"
#include "target/record/correlate.h"
#include "target/record/source_facts.h"

namespace faultbox {

/// Makes records of console texts, one for each crash, the way the recorder does: parsed, encoded, read back. Raw texts
/// are left out, since the caller has them.
///
/// Correlation is bounded (target/format/limits.h): of a log with more events, each group of that many is correlated by
/// itself.
class RecordBuilder {
  public:
    RecordBuilder();

    /// Parses one untrusted text. Returns how many events it has.
    size_t AddText(const record::SourceFacts& facts, std::string_view text);

    /// Takes the events that `produce` hands to what it is given, as those of one source; `content` identifies it.
    size_t AddEvents(const record::SourceFacts& facts, std::string_view content,
                     const std::function<void(const std::function<void(const CrashEvent&)>&)>& produce);

    /// The records, in the order in which their crashes were first seen.
    RecordList Take();

    /// Events that could not be encoded.
    size_t lost_events() const { return lost_events_; }

  private:
    struct Sighted {
        format::Event event;
        Relation relation = Relation::kRoot;
        std::optional<uint32_t> relation_to;  ///< Index among the source's own events of this group.
    };

    void BeginSource(const record::SourceFacts& facts, std::string_view text);
    void AddEvent(const CrashEvent& event);
    void FinishGroup();
    void MakeRecord(uint16_t crash, format::CrashRecord& record) const;
    /// The sightings that stand for the crash's events, the root first.
    std::vector<uint16_t> EventsOf(uint16_t crash) const;
    void Relate(const std::vector<uint16_t>& events, uint16_t sighting, format::Event& event) const;

    std::vector<record::SourceFacts> sources_;  ///< Of this group, as sightings number them.
    std::vector<Sighted> sighted_;              ///< Of this group, parallel to the correlation's sightings.
    std::unique_ptr<record::Correlation> correlation_;
    uint32_t next_index_ = 0;   ///< Of the next event among those of its source.
    uint32_t group_begin_ = 0;  ///< Index of the source's first event that is in this group.
    std::string_view dump_;     ///< The dump whose events are being taken; empty for other texts.
    size_t lost_events_ = 0;
    std::vector<uint8_t> buffer_;  ///< For one encoded event.
    RecordList records_;
};

}  // namespace faultbox
