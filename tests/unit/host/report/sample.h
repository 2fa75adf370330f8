#pragma once

#include "host/input/decoded_input.h"
#include "host/report/report.h"

namespace faultbox::sample {

/// The DRA74x crash as its record states it, written by hand from the log (tests/cases), as one input.
DecodedInput Dra74xInput();

/// A report on that input with all that symbols could add. The source names are made up: no image of that kernel is
/// at hand.
Report Dra74xReport(const DecodedInput& input);

}  // namespace faultbox::sample
