#pragma once

#include <vector>

#include "host/dwarf/debug_info.h"

namespace faultbox::dwarf {

/// The addresses of a DIE's code (DW_AT_low_pc and DW_AT_high_pc, or DW_AT_ranges), none where it has no code. Ranges
/// that are empty or run backwards are left out. (DWARF 5, sections 2.17 and 7.25; DWARF 4, section 2.17.3)
std::vector<AddressRange> RangesOf(const Die& die);

/// Whether one of them holds `address`, without making a list.
bool HoldsAddress(const Die& die, uint64_t address);

}  // namespace faultbox::dwarf
