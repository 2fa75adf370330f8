#pragma once

#include <functional>
#include <string>
#include <vector>

#include "host/cli/verb.h"
#include "host/input/decoded_input.h"

namespace faultbox::cli {

/// Reads the INPUTs of the command line one after the other and hands each to `take`; files of one pstore become one
/// input. What cannot be read, or not wholly, goes to stderr with the file's name. Ends when `take` returns false.
ExitStatus ReadOperands(const std::vector<std::string>& operands, const std::function<bool(DecodedInput)>& take);

}  // namespace faultbox::cli
