#pragma once

#include <cstdint>

#include "arch/common/register_set.h"

namespace faultbox {

/// What an instruction does with single bits of a value.
struct BitOperation {
    enum class Kind : uint8_t {
        kExtract,  ///< destination = the bits of `source` under `mask` alone, moved down to bit 0 (ubfx, lsr).
        kPlace,    ///< destination = the bits of `source` under `mask` alone, moved up (lsl, ubfiz).
        kKeep,     ///< destination = `source` & `mask`: takes these bits out, or clears the others (and, bic).
        kChange,   ///< The bits of destination under `mask` get other values, its others are those of `source`.
        kTest,     ///< The flags tell of the bits of `source` under `mask`; nothing is written (test, tst, bt).
        kCombine,  ///< destination = `source` | `source2`.
    };
    Kind kind = Kind::kExtract;
    bool in_memory = false;  ///< The value is the instruction's memory operand, not a register's (x86).
    RegisterId destination = kNoRegister;
    RegisterId source = kNoRegister;
    RegisterId source2 = kNoRegister;  ///< Of kCombine; kNoRegister where it is shifted on the way.
    uint64_t mask = 0;                 ///< Bit n is bit n of the value.
};

}  // namespace faultbox
