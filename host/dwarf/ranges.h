#pragma once

#include <vector>

#include "host/dwarf/debug_info.h"

namespace faultbox::dwarf {

/// The addresses of a DIE's code (DW_AT_low_pc and DW_AT_high_pc, or DW_AT_ranges), none where it has no code. Ranges
/// that are empty or run backwards are left out, and what goes beyond DebugInfo::ranges_left(). (DWARF 5, sections 2.17
/// and 7.25; DWARF 4, section 2.17.3)
std::vector<AddressRange> RangesOf(const Die& die);

/// Whether one of them holds `address`, without making a list. No more than `left` entries of lists are read, which are
/// taken off it.
bool HoldsAddress(const Die& die, uint64_t address, uint64_t& left);

}  // namespace faultbox::dwarf
