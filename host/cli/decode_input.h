#pragma once

#include <string>
#include <vector>

#include "host/cli/verb.h"
#include "host/input/decoded_input.h"

namespace faultbox::cli {

/// Reads the INPUTs of the command line and appends them to `inputs`; files of one pstore become one input. What cannot
/// be read, or not wholly, goes to stderr with the file's name.
ExitStatus ReadOperands(const std::vector<std::string>& operands, std::vector<DecodedInput>& inputs);

}  // namespace faultbox::cli
