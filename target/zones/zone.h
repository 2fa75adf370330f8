#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "arch/common/bounded_vector.h"
#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox::zones {

/// `struct persistent_ram_buffer` (fs/pstore/ram_core.c): signature, start, size, each 32 bits in the CPU's byte order.
inline constexpr size_t kZoneHeaderBytes = 12;
inline constexpr uint32_t kSignature = 0x43474244;  ///< "DBGC"
inline constexpr size_t kEccBlockBytes = 128;       ///< Data bytes of one ECC block.

enum class ZoneKind : uint8_t { kDmesg, kConsole, kPmsg, kFtrace };

/// Where a zone lies in its region.
struct Zone {
    ZoneKind kind = ZoneKind::kDmesg;
    size_t offset = 0;  ///< Of its header in the region.
    size_t size = 0;    ///< All of it: header, data, parity.
};

/// What error correction did to one block. Only blocks that were not clean are kept.
struct BlockState {
    uint16_t block = 0;     ///< Counting from 0.
    uint8_t corrected = 0;  ///< Bytes; 0 when the block was beyond correction.
};

struct EccResult {
    uint32_t corrected = 0;      ///< Bytes, those of the header included.
    uint32_t uncorrectable = 0;  ///< Blocks.
    BoundedVector<BlockState, 64> blocks;
};

/// The old contents of a zone: the bytes before the last reset, oldest first.
struct ZoneContents {
    Bytes bytes;
    std::optional<EccResult> ecc;        ///< Absent without ECC.
    bool salvaged = false;               ///< The header was damaged: all bytes of the data area are given.
    const char* header_error = nullptr;  ///< What was wrong with the header: a string literal, or nullptr.
};

/// How a zone is divided: data, then parity of the data blocks, then parity of the header (persistent_ram_init_ecc).
struct ZoneLayout {
    size_t capacity = 0;  ///< Bytes of data.
    size_t blocks = 0;

    size_t parity_offset(size_t block, size_t ecc_size) const { return kZoneHeaderBytes + capacity + block * ecc_size; }
};

/// Fails for a zone that is too small for its ECC.
Result<ZoneLayout> LayOutZone(size_t zone_size, uint32_t ecc_size);

/// A zone's header after error correction.
struct ZoneHeader {
    uint32_t signature = 0;
    uint32_t start = 0;
    uint32_t size = 0;
    std::optional<unsigned> corrected;  ///< Bytes; absent when ECC is off or could not correct it.
};
ZoneHeader ReadZoneHeader(Bytes zone, uint32_t ecc_size);

/// Reads an untrusted zone into `buffer`, which must hold `zone.size()` bytes, with errors corrected and the ring
/// straightened. A header with start > size or size > capacity is not believed: then everything in the data area comes
/// out, salvaged. Fails with kNotFound for a zone that holds nothing, with kLimit for a buffer that is too small.
Result<ZoneContents> ReadZone(Bytes zone, uint32_t ecc_size, std::span<uint8_t> buffer);

}  // namespace faultbox::zones
