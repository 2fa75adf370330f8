#pragma once

#include <optional>

#include "arch/common/register_set.h"
#include "host/symbols/member_path.h"
#include "host/symbols/variable.h"

namespace faultbox {

/// The member that `reg` holds whole of a structure that is split over several places (DW_OP_piece); nullopt where it
/// holds none, or part of one. `pointer_size` is that of a register, in bytes.
std::optional<MemberPath> FindPart(const Variable& variable, RegisterId reg, uint64_t pointer_size);

}  // namespace faultbox
