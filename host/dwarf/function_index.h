#pragma once

#include <vector>

#include "host/dwarf/ranges.h"

namespace faultbox::dwarf {

/// The functions of one unit by address.
class FunctionIndex {
  public:
    /// Goes through the unit's children, and in other languages than C through namespaces and classes too.
    explicit FunctionIndex(const Unit& unit);

    /// The DW_TAG_subprogram that holds `address`; empty where none does.
    Die Find(uint64_t address) const;

  private:
    struct Entry {
        AddressRange range;
        Die function;
    };
    void Collect(const Die& parent, bool descend, int depth);
    std::vector<Entry> entries_;  // By begin.
};

/// The scopes that hold `address` inside `function`, outermost first: the function, then blocks and inlined functions.
/// At most 256.
std::vector<Die> ScopesAt(const Die& function, uint64_t address);

/// True for a unit whose functions can only be its own children.
bool IsFlatLanguage(const Unit& unit);

}  // namespace faultbox::dwarf
