#pragma once

#include <string_view>
#include <vector>

#include "host/dwarf/debug_info.h"

namespace faultbox {

/// The types that a file defines, by name. Equal definitions in several units (same name, kind, size and line of
/// declaration) count once.
class TypeIndex {
  public:
    /// Goes through the top level of all units.
    explicit TypeIndex(const dwarf::DebugInfo& debug);

    /// Definitions of that bare name in file order; `tag` is DW_TAG_structure_type and the like, or 0 for any.
    std::vector<dwarf::Die> Find(std::string_view name, uint16_t tag) const;

  private:
    struct Entry {
        uint64_t hash;
        dwarf::InfoOffset offset;
    };
    class Builder;
    const dwarf::DebugInfo& debug_;
    std::vector<Entry> entries_;  // By hash, then offset.
};

}  // namespace faultbox
