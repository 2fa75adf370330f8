#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "target/oops/crash_event.h"
#include "target/record/event_writer.h"
#include "target/record/line_sketch.h"
#include "target/record/message_writer.h"
#include "target/record/source_facts.h"

namespace faultbox::record {

struct ModuleIdentity {
    std::string_view name;
    Bytes build_id;
};

/// The system that writes the record; what is empty is not written.
struct Identity {
    std::string_view release;
    std::string_view version;
    std::string_view machine;
    Bytes build_id;
    Bytes boot_id;
    std::span<const ModuleIdentity> modules;
};

/// What an event of the record is recognized by.
struct EventKey {
    uint64_t fault = 0;               ///< As Sighting::fault.
    LineSketch lines{};               ///< As Sighting::lines.
    std::optional<uint64_t> time_us;  ///< As SourceFacts::time_us.
};

/// Writes one record, frame and payload, into a buffer of the caller's. What does not fit is left out as a whole, from
/// one event or text to the next, and a note of the record says so. Order of calls: sources in the order of their
/// indices, events with the root first, the rest as it comes.
class RecordWriter {
  public:
    /// `buffer` bounds the record; kMaxRecordBytes is enough.
    explicit RecordWriter(std::span<uint8_t> buffer);

    /// `contained_in` is the index of the source whose text holds this one's.
    void AddSource(const SourceFacts& source, std::optional<uint32_t> contained_in);
    void AddEvent(const CrashEvent& event, const EventPlace& place, const EventDetail& detail = {});
    /// A text of the source, LZ4-compressed where that is smaller. `first_line` is 1 unless it is an excerpt.
    void AddText(uint32_t source, uint32_t first_line, std::string_view text);
    void AddIdentity(const Identity& identity);
    void AddNote(std::string_view note);
    /// Bits of CrashRecord.scrubbed.
    void AddScrubbed(uint8_t classes);
    /// A part of CrashRecord that is encoded already.
    void AddEncoded(int field, Bytes message);
    /// Another part of CrashRecord: `fill` writes the message of `field`, and `note` is added where it does not fit.
    void AddMessage(int field, const char* note, void (*fill)(const void* context, MessageWriter& writer),
                    const void* context);

    /// Of each event that the record has, up to kMaxKeys, and of a text without one.
    void AddKey(const EventKey& key);

    /// The finished record, which lies in the buffer. `signature` is absent without events; `sightings` has at least
    /// one element, which becomes the frame's identity.
    Result<Bytes> Finish(std::optional<uint64_t> signature, std::span<const uint64_t> sightings);

    /// Bytes so far, the frame's header left out.
    size_t payload_size() const { return writer_.size(); }

  private:
    template <typename Fill>
    void AddPart(int field, const char* note, Fill fill);

    std::span<uint8_t> buffer_;
    MessageWriter writer_;
};

}  // namespace faultbox::record
