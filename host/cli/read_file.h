#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "arch/common/result.h"

namespace faultbox::cli {

/// Reads a whole file, or standard input for "-". Pipes and device files are fine; more than 1 GiB is refused.
Result<std::vector<uint8_t>> ReadWholeFile(const std::string& path);

}  // namespace faultbox::cli
