#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "host/dwarf/debug_info.h"

namespace faultbox {

/// The types that a file defines, by name. Equal definitions in several units (same name, kind, size, and file and line
/// of declaration) count once.
class TypeIndex {
  public:
    /// Goes through the top level of all units.
    explicit TypeIndex(const dwarf::DebugInfo& debug);

    /// Plain numbers, as they are kept in a saved index.
    struct Entry {
        uint64_t hash;  ///< HashText() of the bare name.
        dwarf::InfoOffset offset;
        dwarf::InfoOffset unit;  ///< Of the unit's header.
    };
    /// Uses an untrusted table of the same file, which must outlive the object.
    TypeIndex(const dwarf::DebugInfo& debug, std::span<const Entry> saved) : debug_(debug), entries_(saved) {}
    /// All of the index, by hash, then offset.
    std::span<const Entry> entries() const { return entries_; }

    /// Definitions of that bare name in file order; `tag` is DW_TAG_structure_type and the like, or 0 for any.
    std::vector<dwarf::Die> Find(std::string_view name, uint16_t tag) const;

  private:
    class Builder;
    const dwarf::DebugInfo& debug_;
    std::vector<Entry> own_;
    std::span<const Entry> entries_;
};

}  // namespace faultbox
