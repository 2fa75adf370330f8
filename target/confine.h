#pragma once

#include "target/journal/output.h"
#include "target/rights/system_call_filter.h"

namespace faultbox {

/// Gives up all system calls but those that a verb needs once its files are open (rights::KeepToFiles), where the
/// kernel can do that. False, with a line on `err`, where it can and does not.
bool Confine(journal::Output& err, rights::Mounts mounts = rights::Mounts::kNone);

}  // namespace faultbox
