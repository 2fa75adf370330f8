#pragma once

#include <optional>
#include <span>

#include "target/journal/output.h"
#include "target/messages.h"

namespace faultbox {

/// Runs the verb selftest; nothing when `words`, the command line with the program's name, begins with another one. The
/// status is 0 when all is well, 1 when a check failed, and 2 when none failed but one could not tell, or the usage is
/// wrong.
std::optional<ExitStatus> RunSelftest(std::span<const char* const> words, journal::Output& out, journal::Output& err);

}  // namespace faultbox
