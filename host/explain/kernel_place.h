#pragma once

#include "target/format/crash_record.pb.h"

namespace faultbox {

/// True where the kernel's code ran where it was linked plus `kernel_offset`: the event states that offset, or is of
/// 32-bit ARM, whose kernels are not moved.
bool IsKernelPlaceKnown(const format::Event& event);

}  // namespace faultbox
