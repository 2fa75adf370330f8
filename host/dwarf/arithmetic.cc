#include "host/dwarf/arithmetic.h"

#include <optional>

#include "arch/common/bits.h"
#include "host/dwarf/operations.h"

namespace faultbox::dwarf {
namespace {

using Base = SymbolicValue::Base;

SymbolicValue Constant(uint64_t value) {
    return {Base::kConstant, kNoRegister, 0, value};
}

std::optional<uint64_t> Divide(uint8_t operation, int64_t left, int64_t right, uint64_t unsigned_left,
                               uint64_t unsigned_right) {
    if (right == 0) return std::nullopt;
    if (operation == DW_OP_mod) return unsigned_left % unsigned_right;
    if (right == -1) return -static_cast<uint64_t>(left);
    return static_cast<uint64_t>(left / right);
}

std::optional<uint64_t> Compare(uint8_t operation, int64_t left, int64_t right) {
    switch (operation) {
        case DW_OP_eq:
            return left == right;
        case DW_OP_ne:
            return left != right;
        case DW_OP_ge:
            return left >= right;
        case DW_OP_gt:
            return left > right;
        case DW_OP_le:
            return left <= right;
        case DW_OP_lt:
            return left < right;
        default:
            return std::nullopt;
    }
}

std::optional<uint64_t> Compute(uint8_t operation, uint64_t left, uint64_t right, unsigned bits) {
    int64_t signed_left = SignExtend(left, bits);
    int64_t signed_right = SignExtend(right, bits);
    bool shifts_out = right >= bits;
    switch (operation) {
        case DW_OP_abs:
            return signed_right < 0 ? -right : right;
        case DW_OP_neg:
            return -right;
        case DW_OP_not:
            return ~right;
        case DW_OP_plus:
            return left + right;
        case DW_OP_minus:
            return left - right;
        case DW_OP_mul:
            return left * right;
        case DW_OP_and:
            return left & right;
        case DW_OP_or:
            return left | right;
        case DW_OP_xor:
            return left ^ right;
        case DW_OP_shl:
            return shifts_out ? 0 : left << right;
        case DW_OP_shr:
            return shifts_out ? 0 : left >> right;
        case DW_OP_shra:
            return static_cast<uint64_t>(signed_left >> (shifts_out ? bits - 1 : right));
        case DW_OP_div:
        case DW_OP_mod:
            return Divide(operation, signed_left, signed_right, left, right);
        default:
            return Compare(operation, signed_left, signed_right);
    }
}

bool SameBase(const SymbolicValue& a, const SymbolicValue& b) {
    return a.base == b.base && a.dwarf_register == b.dwarf_register && a.base != Base::kUnknown;
}

}  // namespace

SymbolicValue Wrapped(const SymbolicValue& value, uint8_t address_size) {
    SymbolicValue wrapped = value;
    unsigned bits = 8u * address_size;
    wrapped.offset = value.base == Base::kConstant ? Bits(value.offset, bits - 1, 0)
                                                   : static_cast<uint64_t>(SignExtend(value.offset, bits));
    return wrapped;
}

SymbolicValue Combine(uint8_t operation, const SymbolicValue& left, const SymbolicValue& right, uint8_t address_size) {
    bool is_left_constant = left.base == Base::kConstant;
    bool is_right_constant = right.base == Base::kConstant;
    if (is_left_constant && is_right_constant) {
        unsigned bits = 8u * address_size;
        std::optional<uint64_t> value =
            Compute(operation, Bits(left.offset, bits - 1, 0), Bits(right.offset, bits - 1, 0), bits);
        return value ? Wrapped(Constant(*value), address_size) : SymbolicValue();
    }
    SymbolicValue sum;
    if (operation == DW_OP_plus && (is_left_constant || is_right_constant)) {
        sum = is_left_constant ? right : left;
        sum.offset = left.offset + right.offset;
    } else if (operation == DW_OP_minus && is_right_constant) {
        sum = left;
        sum.offset -= right.offset;
    } else if (operation == DW_OP_minus && SameBase(left, right)) {
        return Wrapped(Constant(left.offset - right.offset), address_size);
    }
    return sum.base == Base::kUnknown ? SymbolicValue() : sum;
}

}  // namespace faultbox::dwarf
