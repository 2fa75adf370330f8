#pragma once

#include <cstdint>

#include "arch/common/result.h"
#include "target/config/config.h"
#include "target/journal/file_directory.h"

namespace faultbox {

/// Where the settings name a user and this process is root: gives the store to that user and becomes it, keeping the
/// `capabilities` (rights::Capability). Does nothing otherwise. To be called once all that only root may open is open.
/// A user that there is not leaves the process what it is: no record is lost over a setting.
Result<void> GiveUpRoot(const config::Config& settings, journal::FileDirectory& store, uint64_t capabilities);

}  // namespace faultbox
