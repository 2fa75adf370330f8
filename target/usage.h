#pragma once

#include <string_view>

#include "target/harvest/options.h"

namespace faultbox {

/// What `--help` prints: of one verb, or of the program for Verb::kNone.
std::string_view UsageOf(harvest::Options::Verb verb);

}  // namespace faultbox
