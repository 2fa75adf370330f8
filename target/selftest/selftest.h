#pragma once

#include "target/selftest/checks.h"

namespace faultbox::selftest {

/// Makes all checks of an image. The report is begun and not ended.
void RunChecks(Subject& subject, Report& report);

/// One check with its own remedy: of the marks.
void AddMark(Outcome outcome, std::string_view finding, Report& report);

}  // namespace faultbox::selftest
