#pragma once

#include <string>
#include <vector>

#include "arch/common/arch_info.h"
#include "host/report/report.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

/// The bit fields in words.
std::vector<FieldText> FieldsOf(const BitFields& fields);

/// A fault status taken apart; empty for a CPU that is not known.
FaultText DecodeStatus(Arch arch, uint64_t status, bool prefetch);

/// Access and cause of an event, by its fault status. Where the status says nothing about the access, the kernel's
/// words do; where they differ, the status stands and `disagreement` says so.
FaultText DecodeFault(const format::Event& event);

}  // namespace faultbox
