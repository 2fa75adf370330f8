#pragma once

#include "target/oops/event_builder.h"

namespace faultbox {

/// Says of the frames of every trace what they ran in, as far as the trace tells.
///
/// x86 kernels print where an interrupt's stack begins and ends; within it, the frames above the kernel's softirq
/// function are a softirq's. Where the markers were lost with what else stood in <>, it is as on other CPUs. Other
/// kernels print no such thing, or only where registers were saved. There, the function by which the kernel was entered
/// says it of itself and of the frames that were called by it. What is below the last of them is a task's when it
/// reaches where tasks begin, or a task printed it, or it is that of a hung task, and unknown where the unwinder gave
/// up before that.
void SettleContexts(EventBuilder& builder);

}  // namespace faultbox
