#pragma once

#include <span>

#include "arch/common/result.h"

namespace faultbox::hook {

/// Runs a program of the image's maker and waits for it for ten seconds; then it is killed. It has the arguments, a PATH
/// and nothing else of the environment, no input, and "/" as its folder. `program` is an absolute path; at most three
/// `arguments` are taken. `mounts` is a descriptor of the mount namespace that it is to run in (setns(2)), or -1 for
/// this process's. Errors: kMismatch with the status it ended with, kLimit when it took too long, kIo.
Result<void> RunProgram(const char* program, std::span<const char* const> arguments, int mounts = -1);

}  // namespace faultbox::hook
