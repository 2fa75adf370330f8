#pragma once

#include <string_view>

#include "target/journal/output.h"

namespace faultbox {

/// Puts what `--help` prints: of the verb of that name, or of the program where there is none.
void PutUsage(std::string_view verb, journal::Output& out);

}  // namespace faultbox
