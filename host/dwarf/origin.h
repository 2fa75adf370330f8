#pragma once

#include "arch/common/bounded_vector.h"
#include "host/dwarf/die.h"

namespace faultbox::dwarf {

/// A DIE and what its DW_AT_abstract_origin and DW_AT_specification lead to, at most 16 in all: what one of them leaves
/// out those behind it may state. (DWARF 5, sections 2.13.2 and 3.3.8)
class OriginChain {
  public:
    explicit OriginChain(const Die& die) { Append(die); }

    /// The first that states `attribute`; empty where none does.
    Die HolderOf(uint16_t attribute);
    /// DW_AT_name of its holder; empty where there is none.
    std::string_view Name();
    /// DW_AT_linkage_name, or DW_AT_name where there is none.
    std::string_view LinkageName();

  private:
    void Append(const Die& die);
    bool Extend();

    BoundedVector<Die, 16> dies_;  // As far as was asked for.
    bool is_whole_ = false;
};

/// OriginChain::HolderOf(), for one question about `die`.
Die FindHolder(const Die& die, uint16_t attribute);
/// OriginChain::Name(), for one question about `die`.
std::string_view NameOf(const Die& die);

}  // namespace faultbox::dwarf
