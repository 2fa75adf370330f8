#pragma once

#include <string>
#include <vector>

#include "target/ramoops/pstore_file.h"
#include "target/ramoops/region.h"

namespace faultbox::ramoops {

/// A record that owns its text.
struct CollectedRecord {
    RamoopsRecord facts;  ///< Its views are empty.
    std::string text;
    std::string reason;
    std::vector<uint8_t> payload;
};

/// Keeps all that is delivered.
class Collect : public RecordSink {
  public:
    void OnRecord(const RamoopsRecord& record) override;
    void OnNote(const RegionNote& note) override { notes.push_back(note); }

    std::vector<CollectedRecord> records;
    std::vector<RegionNote> notes;

    /// "what at offset" of each note.
    std::vector<std::string> NoteTexts() const;
};

/// Reads with buffers of 256 KiB each, or of the sizes given.
Collect CollectRegion(Bytes region, const RegionOptions& options = {}, size_t raw = 1 << 18, size_t text = 1 << 18);
Collect CollectFile(std::string_view name, Bytes content, size_t raw = 1 << 18, size_t text = 1 << 18);

}  // namespace faultbox::ramoops
