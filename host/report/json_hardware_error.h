#pragma once

#include "host/report/json_writer.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

/// The value of `hardware_error`: {"source", "severity", …, "sections": [{"type", …}]}. A number that has a name has it
/// in "<field>_meaning", a status word its bits in "<field>_bits"; a field that a section states twice has an array.
void WriteHardwareError(JsonWriter& json, const format::Event& event);

/// The member `facts_decoded`, an array of the facts that mean more than they say; nothing where there is none.
void WriteDecodedFacts(JsonWriter& json, const format::Event& event);

}  // namespace faultbox
