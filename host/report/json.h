#pragma once

#include <string>

#include "host/report/report.h"

namespace faultbox {

/// The report as JSON, version 1 (docs/json.md).
std::string WriteJson(const Report& report);

/// A report of one record alone as one line of JSON, or of an input without records. Indexes in it count its own events
/// and inputs. Notes on the input stand in the line that `is_first` of it.
std::string WriteJsonLine(const DecodedInput& input, bool is_first, const std::vector<EventReport>& events);

}  // namespace faultbox
