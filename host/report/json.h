#pragma once

#include <string>

#include "host/report/report.h"

namespace faultbox {

/// The report as JSON, version 1 (docs/json.md).
std::string WriteJson(const Report& report);

/// The same on one line, without blanks; the notes on its inputs are left out unless `has_notes`.
std::string WriteJsonLine(const Report& report, bool has_notes);

}  // namespace faultbox
