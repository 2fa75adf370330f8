#pragma once

#include <cstdint>
#include <optional>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "arch/x86/machine_check.h"

namespace faultbox::x86 {

/// `struct mce` as the kernel hands it to ERST and /dev/mcelog, in little-endian byte order
/// (arch/x86/include/uapi/asm/mce.h). Kernels only ever add members at its end: 88 bytes since 2.6.32, 104 with the two
/// registers of Scalable MCA (4.10), 112 with the processor's inventory number (4.20), 120 and more with the
/// microcode's revision (5.1). A member the structure does not reach, and one that the kernel leaves 0 for "not
/// available", is absent.
struct MceRecord {
    uint64_t status = 0;
    std::optional<uint64_t> misc;     ///< Present when MISCV is set.
    std::optional<uint64_t> address;  ///< Present when ADDRV is set.
    uint64_t mcg_status = 0;
    std::optional<uint64_t> ip;
    std::optional<uint64_t> tsc;
    std::optional<uint64_t> time_s;  ///< Seconds since 1970.
    uint8_t vendor_number = 0;       ///< As in VendorFromNumber.
    std::optional<uint32_t> cpuid;
    uint8_t code_segment = 0;
    uint8_t bank = 0;
    uint32_t cpu = 0;  ///< Linux' number.
    uint32_t socket = 0;
    uint32_t apic = 0;
    std::optional<uint64_t> mcg_cap;
    std::optional<uint64_t> synd;
    std::optional<uint64_t> ipid;
    std::optional<uint64_t> ppin;
    std::optional<uint32_t> microcode;
};

/// Smallest and largest file taken for one.
inline constexpr uint64_t kMceRecordMinBytes = 88;
inline constexpr uint64_t kMceRecordMaxBytes = 256;

/// Reads untrusted `bytes`. kTruncated when they are too few, kMalformed when they cannot be a machine check: too many,
/// not marked valid, or of a vendor that kernels do not know.
Result<MceRecord> ReadMceRecord(Bytes bytes);

}  // namespace faultbox::x86
