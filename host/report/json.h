#pragma once

#include <string>

#include "host/report/report.h"

namespace faultbox {

/// The report as JSON, version 1 (docs/json.md).
std::string WriteJson(const Report& report);

}  // namespace faultbox
