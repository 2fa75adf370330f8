#pragma once

#include "host/report/json_writer.h"
#include "host/report/text_writer.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

/// The member "crashed": the system that crashed, by the manifest of its boot (docs/json.md).
void WriteCrashedSystem(JsonWriter& json, const format::Identity& crashed);

/// The same as fields of a report's section.
void WriteCrashedSystemText(TextWriter& text, const format::Identity& crashed);

}  // namespace faultbox
