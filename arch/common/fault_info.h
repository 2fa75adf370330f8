#pragma once

#include <cstdint>
#include <optional>

#include "arch/common/bounded_vector.h"

namespace faultbox {

/// What the CPU tried to do with the faulting address.
enum class Access : uint8_t { kUnknown, kRead, kWrite, kExecute };

/// What stopped it, in terms all CPUs share. The exact code stays in FaultInfo::status.
enum class FaultCause : uint8_t {
    kUnknown,
    kTranslation,  ///< No mapping at some level of the page tables.
    kAccessFlag,   ///< Mapped, but the access flag is clear.
    kPermission,   ///< Mapped, but not for this access.
    kDomain,       ///< ARM short descriptor: the domain forbids it.
    kAlignment,
    kExternalAbort,  ///< Synchronous, on the access itself.
    kExternalAbortOnWalk,
    kAsynchronousAbort,  ///< Imprecise: pc and address say nothing about the culprit.
    kParity,             ///< Parity or ECC error in memory or cache.
    kDebug,
    kCacheMaintenance,
    kTlbConflict,
    kUndefinedInstruction,
    kBreakpoint,
    kDivide,
    kGeneralProtection,
    kReservedBit,  ///< A reserved bit was set in a page table entry.
    kOther,        ///< Decoded, but none of the above; see the fields.
};

/// One named bit field of a hardware register, as decoded; `meaning` is English and filled on the host only.
struct BitField {
    const char* name;  ///< The manual's spelling: "WnR".
    uint8_t high;      ///< Highest bit, inclusive.
    uint8_t low;       ///< Lowest bit, inclusive.
    uint64_t value;
    const char* meaning;  ///< A string literal, or nullptr where the value has no meaning of its own.
};

using BitFields = BoundedVector<BitField, 64>;

/// A fault status register (FSR, ESR, x86 error code) taken apart.
struct FaultInfo {
    uint64_t status = 0;  ///< The register as printed.
    Access access = Access::kUnknown;
    FaultCause cause = FaultCause::kUnknown;
    std::optional<uint8_t> level;  ///< Page table level of the walk, where the status names one.
    bool address_valid = true;     ///< False where the architecture leaves the fault address undefined.
};

}  // namespace faultbox
