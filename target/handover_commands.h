#pragma once

#include <optional>
#include <span>

#include "target/journal/output.h"
#include "target/messages.h"

namespace faultbox {

/// Runs export, serve or usb. Nothing when the command line, program name included, names none of them.
std::optional<ExitStatus> RunHandOver(std::span<const char* const> words, journal::Output& out, journal::Output& err);

}  // namespace faultbox
