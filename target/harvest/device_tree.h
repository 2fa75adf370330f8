#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "arch/common/bytes.h"

namespace faultbox::harvest {

/// Properties of a flattened device tree as /proc/device-tree shows them (Devicetree Specification 0.4, 2.2.4 and 2.3):
/// cells of 32 bits, big endian; lists of strings with a NUL behind each. All bytes are untrusted.

/// The value of a property that is one cell; nothing for another length.
std::optional<uint32_t> ReadCell(Bytes property);

/// True when `value` is one of the strings of the property.
bool ListsString(Bytes property, std::string_view value);

struct AddressRange {
    uint64_t address = 0;
    uint64_t size = 0;  ///< Bytes, not 0; the end does not wrap around.
};

/// The first range of a "reg" property, given the parent's #address-cells and #size-cells: 1 or 2 each, others are not
/// read.
std::optional<AddressRange> ReadReg(Bytes property, uint32_t address_cells, uint32_t size_cells);

}  // namespace faultbox::harvest
