#pragma once

#include <cstdint>

namespace faultbox::arm64 {

/// Registers, bit n = xn, that the kernel may change behind a fault, by the third word of an entry of `__ex_table`
/// since Linux 5.16 (type and data, arch/arm64/include/asm/asm-extable.h; arch/arm64/mm/extable.c).
uint64_t ExceptionWrites(uint32_t data);

}  // namespace faultbox::arm64
