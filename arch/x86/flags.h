#pragma once

#include <cstdint>
#include <span>

#include "arch/common/bits.h"
#include "arch/common/fault_info.h"

namespace faultbox::x86 {

/// A bit with a meaning for each of its values.
struct Flag {
    const char* name;
    uint8_t bit;
    const char* clear;
    const char* set;
};

inline void AppendFlags(std::span<const Flag> flags, uint64_t value, BitFields& fields) {
    for (const Flag& flag : flags) {
        bool set = Bit(value, flag.bit);
        fields.Append({flag.name, flag.bit, flag.bit, set, set ? flag.set : flag.clear});
    }
}

/// Appends bits `high` to `low` of the register.
inline void AppendField(const char* name, uint8_t high, uint8_t low, uint64_t value, const char* meaning,
                        BitFields& fields) {
    fields.Append({name, high, low, Bits(value, high, low), meaning});
}

}  // namespace faultbox::x86
