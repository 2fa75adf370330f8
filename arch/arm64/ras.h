#pragma once

#include "arch/common/arch_analysis.h"

namespace faultbox::arm64 {

/// ERR<n>STATUS or ERXSTATUS_EL1 (DDI 0587, Arm RAS extension). Fields that V or other fields declare invalid are left
/// out.
BitFields DescribeErrorStatus(uint64_t value, const DescribeContext& context);
/// The worst that it records, in one phrase: "uncorrected error: recoverable".
const char* RemarkOnErrorStatus(uint64_t value, const DescribeContext& context);
/// What SERR says of the error: "data value from associative memory, such as cache data"; "reserved" for what the
/// architecture does not define.
const char* ErrorCodeName(uint64_t serr);

}  // namespace faultbox::arm64
