#pragma once

#include <cstdint>
#include <span>

#include "arch/common/fault_info.h"

namespace faultbox::arm {

/// Bits of the fault status as the kernel prints it (DDI 0406C, B4.1.51 DFSR, B4.1.96 IFSR; arch/arm/mm/fault.h).
inline constexpr unsigned kLpaeBit = 9;       ///< Set: long-descriptor format.
inline constexpr unsigned kFs4Bit = 10;       ///< Short-descriptor format: bit 4 of the status.
inline constexpr unsigned kWnRBit = 11;       ///< Write not read; of data faults only.
inline constexpr unsigned kExTBit = 12;       ///< External abort type.
inline constexpr unsigned kCmBit = 13;        ///< Cache maintenance operation.
inline constexpr unsigned kPrefetchBit = 31;  ///< FSR_LNX_PF: the kernel's own mark of a prefetch abort.

/// One status code: what the manual says it means, and what the kernel calls it.
struct StatusCode {
    uint8_t code;
    FaultCause cause;
    int8_t level;             ///< Page table level, -1 where the code names none.
    const char* name;         ///< "translation fault, level 1"
    const char* kernel_name;  ///< Of arch/arm/mm/fsr-2level.c or fsr-3level.c.
    const char* reference;    ///< Where the manual defines it.
};

constexpr bool IsLpae(uint64_t status) {
    return (status >> kLpaeBit) & 1;
}

/// The code in the status register, of the format that bit 9 names.
uint8_t StatusCodeOf(uint64_t status);

/// Every defined code of one format. The two tables of the short-descriptor format differ in codes 1 to 6. These and
/// FindStatusCode are linked into the host only.
std::span<const StatusCode> LongDescriptorCodes();
std::span<const StatusCode> ShortDescriptorCodes(bool prefetch);

/// nullptr for a reserved code.
const StatusCode* FindStatusCode(uint64_t status, bool prefetch);

/// Takes a DFSR or IFSR apart, as the kernel prints it. Access is kUnknown where WnR says nothing: on asynchronous
/// aborts.
FaultInfo DecodeFault(uint64_t status, bool prefetch);

}  // namespace faultbox::arm
