#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "target/format/limits.h"
#include "target/journal/record_store.h"
#include "target/record/correlate.h"
#include "target/record/source_facts.h"

namespace faultbox::harvest {

/// The record that a crash repeats.
struct RepeatedRecord {
    journal::RecordId id;
    uint32_t boot = 0;  ///< First four bytes of the id of the boot that harvested it; 0: not known.
};

/// What the store knows of a harvest's crashes already (FORMAT.md, One crash and Repeats): a crash that is stored, or
/// counted, is not stored again, and one that only repeats a stored one is counted.
class Recognition {
  public:
    /// `correlation` is grouped; `facts` is indexed by Sighting::source; `boot` is BootOf of the system that harvests.
    Recognition(const record::Correlation& correlation, std::span<const record::SourceFacts> facts, uint32_t boot)
        : correlation_(correlation), facts_(facts), boot_(boot) {}

    /// Compares all crashes with one record. An error when its payload is malformed.
    Result<void> Compare(journal::RecordId id, const journal::StoredRecord& stored);

    /// Does the store have each event of the crash in a record? `crash` is a root's sighting.
    bool IsStored(uint16_t crash) const;
    /// Is an event of the crash counted as a repeat?
    bool IsCounted(uint16_t crash) const;
    /// The record that a crash repeats which is not stored; it may be counted already.
    const std::optional<RepeatedRecord>& Repeats(uint16_t crash) const { return repeats_[crash]; }

  private:
    void MarkSame(const format::LineSketch& lines, uint64_t time_us, std::span<bool> marks) const;
    void MarkEqual(Bytes ids);
    void MarkCounted(const format::RepeatPage& repeats);
    void MarkResets();
    bool HasAllFaults(uint16_t crash, std::span<const uint64_t> faults) const;

    const record::Correlation& correlation_;
    std::span<const record::SourceFacts> facts_;
    uint32_t boot_;
    std::array<bool, format::kMaxSightings> held_{};
    std::array<bool, format::kMaxSightings> counted_{};
    std::array<std::optional<RepeatedRecord>, format::kMaxSightings> repeats_{};
};

}  // namespace faultbox::harvest
