/* Division for ARMv7-A without the instruction (its architecture reference manual, A4.4.8: optional before the
   virtualization extensions), by the names of ARM's run-time ABI (IHI 0043, 4.3.1). libgcc's is unrolled and takes 600
   bytes; this takes at most 32 rounds. */
#include <stdint.h>

/* The quotient in r0 and the remainder in r1. */
uint64_t __aeabi_uidivmod(uint32_t numerator, uint32_t denominator) {
    uint32_t quotient = 0;
    if (denominator != 0 && numerator >= denominator) {
        int shift = __builtin_clz(denominator) - __builtin_clz(numerator);
        for (uint32_t part = denominator << shift; shift >= 0; part >>= 1, --shift) {
            quotient <<= 1;
            if (numerator < part) continue;
            numerator -= part;
            quotient |= 1;
        }
    }
    return (uint64_t)numerator << 32 | quotient;
}

/* r0 of the other is the quotient. */
uint64_t __aeabi_uidiv(uint32_t numerator, uint32_t denominator) __attribute__((alias("__aeabi_uidivmod")));

/* What libgcc's 64-bit division calls for a denominator of 0. Its own sends a signal, by 170 bytes of the C library. */
void __aeabi_ldiv0(void) {
    __builtin_trap();
}
