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
/// words do; where they differ, the status stands, see DisagreementOf().
FaultText DecodeFault(const format::Event& event);

/// A sentence where the fault status of an event and the kernel's words differ in the access; else empty.
std::string DisagreementOf(const format::Event& event);

}  // namespace faultbox
