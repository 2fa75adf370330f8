#pragma once

#include <cstdint>
#include <span>

#include "arch/common/fault_info.h"

namespace faultbox::arm64 {

/// A bit field and what its values mean. `meanings[v]` belongs to value v; values beyond the table are reserved where
/// there is one, and numbers without a meaning of their own where there is none.
struct FieldText {
    const char* name;
    uint8_t high;
    uint8_t low;
    std::span<const char* const> meanings = {};
};

/// Appends the fields of `value` in the order of the table.
void AppendFields(std::span<const FieldText> table, uint64_t value, BitFields& fields);

}  // namespace faultbox::arm64
