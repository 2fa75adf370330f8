#pragma once

#include <cstdint>

#include "target/config/config.h"
#include "target/journal/file_directory.h"
#include "target/journal/output.h"

namespace faultbox {

/// Where the settings name a user and this process is root: gives the store to that user and becomes it, keeping the
/// `capabilities` (rights::Capability). Does nothing otherwise. To be called once all that only root may open is open.
/// False, with a line on `err`, for a user that there is not, or that the system does not let it become; the process
/// stays root then, since no record is to be lost over a setting. One that became the user and could not give up the
/// capabilities ends, with a line on `err`.
bool GiveUpRoot(const config::Config& settings, journal::FileDirectory& store, uint64_t capabilities,
                journal::Output& err);

}  // namespace faultbox
