#pragma once

#include <vector>

#include "host/report/json_writer.h"
#include "host/report/report.h"

namespace faultbox {

/// The member `sources` of an event: [{"place", "function", "path", "first_line", "lines", "line", …}].
void WriteSources(JsonWriter& json, const std::vector<SourceExcerpt>& sources);

}  // namespace faultbox
