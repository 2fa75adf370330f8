#pragma once

#include <string>

#include "target/format/crash_record.pb.h"

namespace faultbox {

/// One sentence, in words that need no knowledge of the kernel, for reports that the kernel makes about itself or about
/// a device: sanitizers, lockups, tasks that hang, stalls, memory that ran out, DMA faults. Only of what the report
/// states (docs/kinds/software.md, hardware-error.md). Empty for other kinds, and where those facts are not there.
std::string ReportVerdict(const format::Event& event);

}  // namespace faultbox
