#pragma once

#include "arch/common/arch_info.h"
#include "host/explain/explanation.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

/// What fault status, address and registers say by themselves: the direction of the access, the cause, and how far
/// behind which bad pointer the address lies. Names no member. `arch` may be nullptr.
Explanation ExplainWithoutSymbols(const format::Event& event, const ArchInfo* arch);

}  // namespace faultbox
