#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "arch/common/arch_analysis.h"

namespace faultbox::x86 {

/// The field's value and meaning; nothing and "" where there is no such field.
std::optional<uint64_t> Value(const BitFields& fields, const char* name);
std::string Meaning(const BitFields& fields, const char* name);

/// One field of a register as its manual has it.
struct ManualField {
    const char* name;
    unsigned high, low;
};

using Describe = BitFields (*)(uint64_t value, const DescribeContext& context);

/// Sets each of the 64 bits alone: exactly the manual's field of that bit must show it, every field must be there and
/// have a meaning of its own for 0 and for 1.
void ExpectFieldsOfManual(Describe describe, const DescribeContext& context, std::span<const ManualField> manual);

}  // namespace faultbox::x86
