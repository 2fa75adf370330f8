#pragma once

#include <span>
#include <vector>

#include "host/dwarf/ranges.h"

namespace faultbox::dwarf {

/// The functions of one unit by address.
class FunctionIndex {
  public:
    /// Goes through the unit's children, and in other languages than C through namespaces and classes too.
    explicit FunctionIndex(const Unit& unit);

    /// Plain numbers, as they are kept in a saved index.
    struct Entry {
        AddressRange range;
        InfoOffset function = 0;  ///< Of the DW_TAG_subprogram.
    };
    /// Uses an untrusted table of the same unit, which must outlive the object.
    FunctionIndex(const Unit& unit, std::span<const Entry> saved) : unit_(&unit), entries_(saved) {}
    FunctionIndex(const FunctionIndex&) = delete;
    /// All of the index, by begin.
    std::span<const Entry> entries() const { return entries_; }

    /// The DW_TAG_subprogram that holds `address`; empty where none does.
    Die Find(uint64_t address) const;

  private:
    void Collect(const Die& parent, bool descend, int depth, uint64_t& dies_left);

    const Unit* unit_;
    std::vector<Entry> own_;
    std::span<const Entry> entries_;
};

/// The scopes that hold `address` inside `function`, outermost first: the function, then blocks and inlined functions.
/// At most 256.
std::vector<Die> ScopesAt(const Die& function, uint64_t address);

/// True for a unit whose functions can only be its own children.
bool IsFlatLanguage(const Unit& unit);

}  // namespace faultbox::dwarf
