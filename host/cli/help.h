#pragma once

#include <span>
#include <string>

#include "host/cli/verb.h"

namespace faultbox::cli {

/// "faultscope --help"
std::string ProgramHelp(std::span<const Verb* const> verbs);
/// "faultscope VERB --help"
std::string VerbHelp(const Verb& verb);

}  // namespace faultbox::cli
