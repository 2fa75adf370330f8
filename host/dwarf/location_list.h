#pragma once

#include <optional>

#include "host/dwarf/debug_info.h"

namespace faultbox::dwarf {

/// The expression that a location attribute gives at `pc`: the attribute's own, or the first entry of its location list
/// that holds `pc`. Nothing where there is none, which means optimized out; an error where the list is damaged or of a
/// form we do not know. (DWARF 5, sections 2.6 and 7.29; DWARF 4, section 2.6.2)
Result<std::optional<Bytes>> ExpressionAt(const Die& die, uint16_t attribute, uint64_t pc);

}  // namespace faultbox::dwarf
