#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "host/btf/type_table.h"

namespace faultbox::btf {

/// The types of a table and its base, by name.
class NameIndex {
  public:
    /// Goes through all types. `table` must outlive the object.
    explicit NameIndex(const TypeTable& table);

    /// All of that name, of any kind, by number.
    std::vector<Type> Find(std::string_view name) const;

  private:
    const TypeTable& table_;
    std::vector<std::pair<uint32_t, TypeId>> entries_;  // Hash of the name, and the type.
};

}  // namespace faultbox::btf
