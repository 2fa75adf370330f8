#pragma once

#include <cstdint>
#include <optional>

#include "arch/common/bounded_vector.h"
#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "target/zones/zone.h"

namespace faultbox::zones {

/// Sizes that ramoops was given (module parameters or device tree), in bytes. Absent: to be found out.
struct RegionSizes {
    std::optional<size_t> record;
    std::optional<size_t> console;
    std::optional<size_t> ftrace;
    std::optional<size_t> pmsg;
    std::optional<uint32_t> ecc;  ///< Bytes of parity a block; 1 means 16, as in ramoops.ecc=1; 0 is off.
};

inline constexpr size_t kMostZones = 256;

/// The zones of a region, in the order of their offsets.
struct RegionLayout {
    BoundedVector<Zone, kMostZones> zones;
    uint32_t ecc_size = 0;
    bool scanned = false;  ///< Found by their signatures, not computed from sizes.
};

/// Finds the zones of an untrusted raw region. Given sizes are laid out in each of the ways kernels have used: dmesg
/// zones of record_size (to 4.9), or of the room for dmesg divided by their number, with console, ftrace, pmsg or
/// (today) console, pmsg, ftrace behind; that which finds the most signatures counts. Without a record size, or where
/// no signature is where it should be, zones are found by scanning for signatures. Fails with kNotFound when there are
/// none.
Result<RegionLayout> FindZones(Bytes region, const RegionSizes& sizes);

}  // namespace faultbox::zones
