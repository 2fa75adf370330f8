#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "arch/common/bounded_vector.h"
#include "target/format/limits.h"
#include "target/oops/crash_event.h"
#include "target/record/line_sketch.h"
#include "target/record/source_facts.h"

namespace faultbox::record {

/// One event as one source shows it, reduced to what tells it from others. A source that has text but no event a parser
/// knows has one sighting without lines.
struct Sighting {
    uint64_t id = 0;         ///< Equal whenever the same text is harvested again.
    uint64_t signature = 0;  ///< 0 without an event.
    uint64_t fault = 0;      ///< Hash of signature and kernel: equal for what may be counted as a repeat.
    LineSketch lines{};      ///< Of the event's lines.
    uint64_t headline = 0;   ///< Hash of the headline; 0 where the text begins behind it.
    std::optional<uint64_t> time_us;
    std::optional<uint64_t> pc;
    std::optional<uint32_t> pid;
    std::optional<uint32_t> die_count;
    std::optional<uint32_t> relation_to;  ///< Index among the source's own events.
    uint32_t first_line = 0;
    uint32_t line_count = 0;
    uint8_t source = 0;
    uint16_t index = 0;  ///< Among the source's own events.
    EventKind kind = EventKind::kUnknown;
    Severity severity = Severity::kInfo;
    Relation relation = Relation::kRoot;

    bool has_event() const { return line_count != 0; }
    /// A reset behind it needs no other reason: it is fatal, a stall that keeps a watchdog from being fed, or a dump of
    /// which nothing could be read.
    bool may_end_system() const;
};

Sighting MakeSighting(const CrashEvent& event, uint8_t source, uint16_t index, uint64_t content_id);
/// For a source in which no event was found.
Sighting MakeTextSighting(uint8_t source, uint64_t content_id);

/// Which sightings are one event, and which events are one crash (FORMAT.md, "One crash"). Bounded and static: about
/// 30 KB.
class Correlation {
  public:
    /// False when there are too many.
    bool Add(const Sighting& sighting) { return sightings_.Append(sighting); }
    /// Gives the sightings of a source ids that do not depend on what stands in front of them: made of `identity` and
    /// of how many of the source's sightings come behind. To be called when all of the source are added.
    void Identify(uint8_t source, uint64_t identity);
    /// To be called once, when all are added. `sources` is indexed by Sighting::source.
    void Group(std::span<const SourceFacts> sources);

    std::span<const Sighting> sightings() const { return sightings_; }
    /// The sighting that shows this one's event best; the index of itself for a representative.
    uint16_t EventOf(size_t sighting) const { return event_[sighting]; }
    /// The root's sighting, which stands for the crash. Equal for all sightings of one crash.
    uint16_t CrashOf(size_t sighting) const { return crash_[sighting]; }
    bool IsRoot(size_t sighting) const { return crash_[sighting] == sighting; }
    /// The crash that keeps the source's whole text: that of its gravest, then latest event. Nothing without sightings.
    std::optional<uint16_t> OwnerOf(uint8_t source) const;

  private:
    using Index = uint16_t;

    static Index Find(std::span<Index> parents, Index of);
    static void Join(std::span<Index> parents, Index a, Index b);
    /// The source's gravest sighting, the last of several.
    std::optional<uint16_t> Gravest(uint8_t source) const;
    /// Both sources show the kernel's n-th oops, but not the same one: they are of two boots.
    bool ShowOtherOopses(uint8_t a, uint8_t b);
    void JoinEvents(std::span<const SourceFacts> sources);
    void JoinCrashes(std::span<const SourceFacts> sources);

    BoundedVector<Sighting, format::kMaxSightings> sightings_;
    std::array<Index, format::kMaxSightings> event_{};
    std::array<Index, format::kMaxSightings> crash_{};
};

}  // namespace faultbox::record
