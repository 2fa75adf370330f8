#pragma once

#include <functional>
#include <string>
#include <vector>

#include "host/cli/verb.h"
#include "host/input/decoded_input.h"

namespace faultbox::cli {

/// Whether an input of many records comes as one, or in parts, which follow each other and have the same name.
enum class Delivery : uint8_t { kWhole, kInParts };

/// Reads the INPUTs of the command line one after the other and hands each to `take`; files of one pstore become one
/// input. What cannot be read, or not wholly, goes to stderr with the file's name. Ends when `take` returns false.
ExitStatus ReadOperands(const std::vector<std::string>& operands, Delivery delivery,
                        const std::function<bool(DecodedInput)>& take);

}  // namespace faultbox::cli
