#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "target/oops/crash_event.h"
#include "target/record/message_writer.h"

namespace faultbox::record {

/// Where an event of a record stands among the others.
struct EventPlace {
    uint32_t source = 0;                  ///< Index of the source whose text it was read from.
    std::optional<uint32_t> relation_to;  ///< Index among the record's events.
    Relation relation = Relation::kRoot;
    std::span<const uint8_t> also_in;  ///< Indices of further sources that show it.
};

/// What of an event may be left out.
struct EventDetail {
    bool stack = true;           ///< The dumped words.
    bool register_notes = true;  ///< "Register r4 information: …"
};

/// Writes the fields of one format::Event. Absent facts write nothing.
void WriteEvent(const CrashEvent& event, const EventPlace& place, const EventDetail& detail, MessageWriter& writer);

}  // namespace faultbox::record
