#pragma once

#include <vector>

#include "host/report/json_writer.h"
#include "host/report/report.h"

namespace faultbox {

/// The members "pc" and "lr".
void WriteCodeLocations(JsonWriter& json, const EventReport& report);
/// The members "trace", the one without a name, and "traces".
void WriteTraces(JsonWriter& json, const EventReport& report);
/// The member "frames": an inline chain, innermost first.
void WriteSourceFrames(JsonWriter& json, const std::vector<SourceFrame>& frames);

}  // namespace faultbox
