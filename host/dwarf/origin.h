#pragma once

#include "host/dwarf/die.h"

namespace faultbox::dwarf {

/// The DIE that states `attribute` for `die`: itself, or what its DW_AT_abstract_origin and DW_AT_specification lead
/// to, at most 16 steps. Empty where none does. (DWARF 5, sections 2.13.2 and 3.3.8)
Die FindHolder(const Die& die, uint16_t attribute);

/// DW_AT_name of the holder; empty where there is none.
std::string_view NameOf(const Die& die);
/// DW_AT_linkage_name, or DW_AT_name where there is none.
std::string_view LinkageNameOf(const Die& die);

}  // namespace faultbox::dwarf
