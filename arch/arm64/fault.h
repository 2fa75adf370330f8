#pragma once

#include <cstdint>
#include <span>

#include "arch/common/bits.h"
#include "arch/common/fault_info.h"

namespace faultbox::arm64 {

/// Exception classes, ESR_ELx.EC (DDI 0487, ESR_EL1, ESR_EL2 and ESR_EL3). Values that are not here are reserved.
enum ExceptionClass : uint8_t {
    kEcUnknown = 0x00,
    kEcWfx = 0x01,
    kEcCp15Mcr = 0x03,
    kEcCp15Mcrr = 0x04,
    kEcCp14Mcr = 0x05,
    kEcCp14Ldc = 0x06,
    kEcFpAccess = 0x07,
    kEcCp10Mrc = 0x08,
    kEcPac = 0x09,
    kEcLs64 = 0x0a,
    kEcCp14Mrrc = 0x0c,
    kEcBti = 0x0d,
    kEcIllegalState = 0x0e,
    kEcSvc32 = 0x11,
    kEcHvc32 = 0x12,
    kEcSmc32 = 0x13,
    kEcSys128 = 0x14,
    kEcSvc64 = 0x15,
    kEcHvc64 = 0x16,
    kEcSmc64 = 0x17,
    kEcSys64 = 0x18,
    kEcSve = 0x19,
    kEcEret = 0x1a,
    kEcTstart = 0x1b,
    kEcFpac = 0x1c,
    kEcSme = 0x1d,
    kEcGpc = 0x1e,
    kEcImplementation = 0x1f,
    kEcInstructionAbortLower = 0x20,
    kEcInstructionAbort = 0x21,
    kEcPcAlignment = 0x22,
    kEcDataAbortLower = 0x24,
    kEcDataAbort = 0x25,
    kEcSpAlignment = 0x26,
    kEcMops = 0x27,
    kEcFp32 = 0x28,
    kEcFp64 = 0x2c,
    kEcGcs = 0x2d,
    kEcSError = 0x2f,
    kEcBreakpointLower = 0x30,
    kEcBreakpoint = 0x31,
    kEcStepLower = 0x32,
    kEcStep = 0x33,
    kEcWatchpointLower = 0x34,
    kEcWatchpoint = 0x35,
    kEcBkpt32 = 0x38,
    kEcVectorCatch = 0x3a,
    kEcBrk64 = 0x3c,
    kEcProfiling = 0x3d,
};

/// Bits of ESR_ELx (DDI 0487, ESR_EL1). ISS bits have their places in the aborts' form.
inline constexpr unsigned kIlBit = 25;
inline constexpr unsigned kIsvBit = 24;
inline constexpr unsigned kFnVBit = 10;
inline constexpr unsigned kCmBit = 8;
inline constexpr unsigned kWnRBit = 6;

/// Fault status codes, ISS[5:0], that other fields depend on.
inline constexpr uint8_t kFscExternalAbort = 0b010000;
inline constexpr uint8_t kFscAsynchronous = 0b010001;  ///< Of an SError only; a data abort's is a tag check fault.
inline constexpr uint8_t kFscAtomicUpdate = 0b110001;
inline constexpr uint8_t kFscExclusive = 0b110101;

constexpr uint8_t ClassOf(uint64_t esr) {
    return static_cast<uint8_t>(Bits(esr, 31, 26));
}

/// ISS[5:0]: a fault status code in aborts, SErrors and debug exceptions.
constexpr uint8_t FaultStatusCodeOf(uint64_t esr) {
    return static_cast<uint8_t>(Bits(esr, 5, 0));
}

constexpr bool IsInstructionAbort(uint64_t esr) {
    return (ClassOf(esr) & ~1) == kEcInstructionAbortLower;
}

constexpr bool IsDataAbort(uint64_t esr) {
    return (ClassOf(esr) & ~1) == kEcDataAbortLower;
}

/// The level of a code that names none.
inline constexpr int8_t kNoLevel = -128;

/// One fault status code of instruction and data aborts (DDI 0487, ESR_EL1, IFSC and DFSC).
struct FaultCode {
    uint8_t code;
    FaultCause cause;
    int8_t level;  ///< Of the translation table walk, -2 to 3.
};

/// Every defined code, ascending.
std::span<const FaultCode> FaultCodes();
/// nullptr for a reserved code, and for exceptions that are no aborts.
const FaultCode* FindFaultCode(uint64_t esr);

/// Takes ESR_ELx apart. Access is kUnknown where WnR says nothing: in cache maintenance, failed atomics and all that is
/// no abort. FaultInfo::level is absent for levels below 0, which only the code itself names. `prefetch` has no
/// influence: the class says it.
FaultInfo DecodeFault(uint64_t esr, bool prefetch);

}  // namespace faultbox::arm64
