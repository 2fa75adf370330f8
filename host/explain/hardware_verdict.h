#pragma once

#include <string>

#include "target/format/crash_record.pb.h"

namespace faultbox {

/// One sentence on an event of kind hardware-error, out of its facts hw.* and section.* (docs/kinds/hardware-error.md):
/// how grave the platform says it is, what kind of part it is about, and where that part is. Empty where no section
/// tells the part.
std::string HardwareVerdict(const format::Event& event);

}  // namespace faultbox
