#pragma once

#include "arch/arm/fault.h"

/// Every defined status code, in the order of their numbers. The one place that knows them: DecodeFault takes the
/// causes from here, FindStatusCode the words.
namespace faultbox::arm::status_codes {

using enum FaultCause;

inline constexpr char kShort[] = "DDI 0406C, Table B3-23, short-descriptor FSR encodings";
inline constexpr char kLong[] = "DDI 0406C, Table B3-24, long-descriptor FSR encodings";
inline constexpr char kOld[] = "arch/arm/mm/fsr-2level.c; reserved in ARMv7-A";

// Data aborts. Codes 16 to 31 have FS[4] set.
inline constexpr StatusCode kShortData[] = {
    {0b00000, kOther, -1, "vector exception", "vector exception", kOld},
    {0b00001, kAlignment, -1, "alignment fault", "alignment exception", kShort},
    {0b00010, kDebug, -1, "debug event", "terminal exception", kShort},
    {0b00011, kAccessFlag, 1, "access flag fault, section", "alignment exception", kShort},
    {0b00100, kCacheMaintenance, -1, "fault on instruction cache maintenance", "external abort on linefetch", kShort},
    {0b00101, kTranslation, 1, "translation fault, section", "section translation fault", kShort},
    {0b00110, kAccessFlag, 2, "access flag fault, page", "external abort on linefetch", kShort},
    {0b00111, kTranslation, 2, "translation fault, page", "page translation fault", kShort},
    {0b01000, kExternalAbort, -1, "synchronous external abort", "external abort on non-linefetch", kShort},
    {0b01001, kDomain, 1, "domain fault, section", "section domain fault", kShort},
    {0b01010, kExternalAbort, -1, "external abort on non-linefetch", "external abort on non-linefetch", kOld},
    {0b01011, kDomain, 2, "domain fault, page", "page domain fault", kShort},
    {0b01100, kExternalAbortOnWalk, 1, "external abort on translation table walk, level 1",
     "external abort on translation", kShort},
    {0b01101, kPermission, 1, "permission fault, section", "section permission fault", kShort},
    {0b01110, kExternalAbortOnWalk, 2, "external abort on translation table walk, level 2",
     "external abort on translation", kShort},
    {0b01111, kPermission, 2, "permission fault, page", "page permission fault", kShort},
    {0b10000, kTlbConflict, -1, "TLB conflict abort", "unknown 16", kShort},
    {0b10100, kOther, -1, "lockdown abort (implementation defined)", "lock abort", kShort},
    {0b10110, kAsynchronousAbort, -1, "asynchronous external abort", "imprecise external abort", kShort},
    {0b11000, kParity, -1, "asynchronous parity error on memory access", "dcache parity error", kShort},
    {0b11001, kParity, -1, "synchronous parity error on memory access", "unknown 25", kShort},
    {0b11010, kOther, -1, "coprocessor abort (implementation defined)", "unknown 26", kShort},
    {0b11100, kParity, 1, "parity error on translation table walk, level 1", "unknown 28", kShort},
    {0b11110, kParity, 2, "parity error on translation table walk, level 2", "unknown 30", kShort},
};

inline constexpr StatusCode kShortPrefetch[] = {
    {0b00001, kOther, -1, "PC alignment fault", "unknown 1", kShort},
    {0b00010, kDebug, -1, "debug event", "debug event", kShort},
    {0b00011, kAccessFlag, 1, "access flag fault, section", "section access flag fault", kShort},
    {0b00101, kTranslation, 1, "translation fault, section", "section translation fault", kShort},
    {0b00110, kAccessFlag, 2, "access flag fault, page", "page access flag fault", kShort},
    {0b00111, kTranslation, 2, "translation fault, page", "page translation fault", kShort},
    {0b01000, kExternalAbort, -1, "synchronous external abort", "external abort on non-linefetch", kShort},
    {0b01001, kDomain, 1, "domain fault, section", "section domain fault", kShort},
    {0b01011, kDomain, 2, "domain fault, page", "page domain fault", kShort},
    {0b01100, kExternalAbortOnWalk, 1, "external abort on translation table walk, level 1",
     "external abort on translation", kShort},
    {0b01101, kPermission, 1, "permission fault, section", "section permission fault", kShort},
    {0b01110, kExternalAbortOnWalk, 2, "external abort on translation table walk, level 2",
     "external abort on translation", kShort},
    {0b01111, kPermission, 2, "permission fault, page", "page permission fault", kShort},
    {0b10000, kTlbConflict, -1, "TLB conflict abort", "unknown 16", kShort},
    {0b10100, kOther, -1, "lockdown abort (implementation defined)", "unknown 20", kShort},
    {0b11001, kParity, -1, "synchronous parity error on memory access", "unknown 25", kShort},
    {0b11010, kOther, -1, "coprocessor abort (implementation defined)", "unknown 26", kShort},
    {0b11100, kParity, 1, "parity error on translation table walk, level 1", "unknown 28", kShort},
    {0b11110, kParity, 2, "parity error on translation table walk, level 2", "unknown 30", kShort},
};

inline constexpr StatusCode kLongCodes[] = {
    {0b000101, kTranslation, 1, "translation fault, level 1", "level 1 translation fault", kLong},
    {0b000110, kTranslation, 2, "translation fault, level 2", "level 2 translation fault", kLong},
    {0b000111, kTranslation, 3, "translation fault, level 3", "level 3 translation fault", kLong},
    {0b001001, kAccessFlag, 1, "access flag fault, level 1", "level 1 access flag fault", kLong},
    {0b001010, kAccessFlag, 2, "access flag fault, level 2", "level 2 access flag fault", kLong},
    {0b001011, kAccessFlag, 3, "access flag fault, level 3", "level 3 access flag fault", kLong},
    {0b001101, kPermission, 1, "permission fault, level 1", "level 1 permission fault", kLong},
    {0b001110, kPermission, 2, "permission fault, level 2", "level 2 permission fault", kLong},
    {0b001111, kPermission, 3, "permission fault, level 3", "level 3 permission fault", kLong},
    {0b010000, kExternalAbort, -1, "synchronous external abort", "synchronous external abort", kLong},
    {0b010001, kAsynchronousAbort, -1, "asynchronous external abort", "asynchronous external abort", kLong},
    {0b010101, kExternalAbortOnWalk, 1, "synchronous external abort on translation table walk, level 1",
     "synchronous abort (translation table walk)", kLong},
    {0b010110, kExternalAbortOnWalk, 2, "synchronous external abort on translation table walk, level 2",
     "synchronous abort (translation table walk)", kLong},
    {0b010111, kExternalAbortOnWalk, 3, "synchronous external abort on translation table walk, level 3",
     "synchronous abort (translation table walk)", kLong},
    {0b011000, kParity, -1, "synchronous parity error on memory access", "synchronous parity error", kLong},
    {0b011001, kParity, -1, "asynchronous parity error on memory access", "asynchronous parity error", kLong},
    {0b011101, kParity, 1, "parity error on translation table walk, level 1",
     "synchronous parity error (translation table walk", kLong},
    {0b011110, kParity, 2, "parity error on translation table walk, level 2",
     "synchronous parity error (translation table walk", kLong},
    {0b011111, kParity, 3, "parity error on translation table walk, level 3",
     "synchronous parity error (translation table walk", kLong},
    {0b100001, kAlignment, -1, "alignment fault", "alignment fault", kLong},
    {0b100010, kDebug, -1, "debug event", "debug event", kLong},
    {0b110000, kTlbConflict, -1, "TLB conflict abort", "unknown 48", kLong},
    {0b110100, kOther, -1, "lockdown abort (implementation defined)", "implementation fault (lockdown abort)", kLong},
    {0b111010, kOther, -1, "coprocessor abort (implementation defined)", "implementation fault (coprocessor abort)",
     kLong},
};

}  // namespace faultbox::arm::status_codes
