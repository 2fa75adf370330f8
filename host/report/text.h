#pragma once

#include <string>

#include "host/report/report.h"

namespace faultbox {

/// The report for a field engineer, at most 100 columns wide. `color` where it goes to a terminal that shows it.
std::string WriteText(const Report& report, bool color);

}  // namespace faultbox
