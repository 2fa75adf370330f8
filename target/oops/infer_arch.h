#pragma once

#include "target/oops/crash_event.h"

namespace faultbox {

/// The CPU of an event whose registers do not tell it: by the name of the kernel's release, the functions that only one
/// CPU's kernel has, or where the text of the kernel lies. kUnknown where nothing of that does.
Arch InferArch(const CrashEvent& event);

}  // namespace faultbox
