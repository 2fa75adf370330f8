#pragma once

#include <span>

#include "target/harvest/options.h"
#include "target/journal/output.h"
#include "target/messages.h"

namespace faultbox {

/// The verbs. Results go to `out`, diagnostics to `err`.
ExitStatus RunHarvest(const harvest::Options& options, journal::Output& out, journal::Output& err);
ExitStatus RunList(const harvest::Options& options, journal::Output& out, journal::Output& err);
ExitStatus RunShow(const harvest::Options& options, journal::Output& out, journal::Output& err);
ExitStatus RunPrune(const harvest::Options& options, journal::Output& out, journal::Output& err);
ExitStatus RunManifest(const harvest::Options& options, journal::Output& out, journal::Output& err);
ExitStatus RunWatch(const harvest::Options& options, journal::Output& out, journal::Output& err);
/// Reads the arguments behind the verb itself.
ExitStatus RunCore(std::span<const char* const> arguments, journal::Output& out, journal::Output& err);

}  // namespace faultbox
