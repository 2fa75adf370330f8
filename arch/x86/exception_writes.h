#pragma once

#include <cstdint>

namespace faultbox::x86 {

/// Registers of i386 and x86_64, bit n = register n, that the kernel may change behind a fault, by the third word of an
/// entry of `__ex_table` since Linux 5.16 (EX_DATA_*, arch/x86/include/asm/extable_fixup_types.h;
/// arch/x86/mm/extable.c).
uint64_t ExceptionWrites(uint32_t data);

}  // namespace faultbox::x86
