#pragma once

#include <string_view>
#include <vector>

#include "arch/common/arch_info.h"
#include "host/report/report.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

/// Takes the fault status of an event apart. Where the status says nothing about the access, the kernel's words do;
/// where they differ, both are reported and the status stands.
FaultText DecodeFault(const format::Event& event);

/// The bit fields in words.
std::vector<FieldText> FieldsOf(const BitFields& fields);

}  // namespace faultbox
