#pragma once

#include <string>
#include <vector>

#include "host/cli/verb.h"
#include "host/input/decoded_input.h"

namespace faultbox::cli {

/// Reads one INPUT of the command line and appends it to `inputs`. What cannot be read, or not wholly, goes to stderr
/// with the file's name.
ExitStatus ReadOperand(const std::string& operand, std::vector<DecodedInput>& inputs);

}  // namespace faultbox::cli
