#pragma once

#include "target/harvest/options.h"
#include "target/journal/output.h"
#include "target/messages.h"

namespace faultbox {

/// Reads the configuration file into `options.settings`, and where the command line does not say otherwise into the
/// options themselves. Nothing in the file keeps a verb from running: what is wrong with it is said on `err`, and the
/// status is kIncomplete. Where the store may not be the one that was meant, what a record was made of is kept, and
/// where nothing of the file could be read, texts are scrubbed too. The usual file may be missing.
ExitStatus ReadSettings(harvest::Options& options, journal::Output& err);

}  // namespace faultbox
