#pragma once

#include <cstdint>

#include "arch/common/bounded_vector.h"

namespace faultbox::ramoops {

/// A block of 128 bytes that error correction found damaged.
struct DamagedBlock {
    uint32_t offset = 0;     ///< Of its first byte in the zone's text, oldest byte first (before inflation).
    uint32_t size = 0;       ///< Bytes of it that hold text.
    uint32_t corrected = 0;  ///< Bytes put right in the block and its parity; 0 when it is beyond correction.
};

/// What error correction says of one zone (fs/pstore/ram_core.c, persistent_ram_ecc_old). Counts are those of the
/// kernel's notice: the header counts as a block, and bytes of the parity count as bytes.
struct EccSummary {
    bool present = false;                     ///< The zone has parity, or a pstore file has the kernel's notice.
    uint32_t corrected_bytes = 0;             ///< In blocks and header.
    uint32_t uncorrectable_blocks = 0;        ///< Left as they were found.
    bool header_uncorrectable = false;        ///< The zone's header is one of them.
    BoundedVector<DamagedBlock, 32> damaged;  ///< Of a pstore file: empty, the kernel gives only the counts.
};

}  // namespace faultbox::ramoops
