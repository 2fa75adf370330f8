#pragma once

#include <array>

#include "arch/common/result.h"

namespace faultbox::hook {

/// Runs a program of the image's maker and waits for it for ten seconds; then it is killed. It has the arguments, a
/// PATH and nothing else of the environment, no input, and "/" as its folder. `program` is an absolute path. Errors:
/// kMismatch with the status it ended with, kLimit when it took too long, kIo.
Result<void> RunProgram(const char* program, const std::array<const char*, 2>& arguments);

}  // namespace faultbox::hook
