#pragma once

#include "host/dwarf/location.h"

namespace faultbox::dwarf {

/// `value` with its offset cut to `address_size` bytes: zero-extended for a constant, sign-extended behind a base.
SymbolicValue Wrapped(const SymbolicValue& value, uint8_t address_size);

/// `left OP right` for DW_OP_abs to DW_OP_ne; a unary operation takes `right`. A base survives addition and subtraction
/// of constants; bases cancel in a difference; everything else but constants is kUnknown, division by zero too.
/// (DWARF 5, section 2.5.1.4)
SymbolicValue Combine(uint8_t operation, const SymbolicValue& left, const SymbolicValue& right, uint8_t address_size);

}  // namespace faultbox::dwarf
