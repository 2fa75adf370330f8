#pragma once

#include <cstddef>

#include "target/format/crash_record.pb.h"

namespace faultbox {

/// True when what `crashed` says may be taken for the system that crashed: it was found by more than its place among
/// the boots, and nothing contradicts it.
bool IsConfirmed(const format::Identity& crashed);

/// Puts back what a recorder leaves out of `record` because it follows from the manifest of the boot that crashed, and
/// gives the events the build ids that their texts do not state, marked as such, where that manifest is confirmed.
/// Returns how many of its modules were left out: more than a manifest has.
size_t ApplyManifest(format::CrashRecord& record);

}  // namespace faultbox
