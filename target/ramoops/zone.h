#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "target/ramoops/ecc.h"

namespace faultbox::ramoops {

/// "DBGC" in memory: PERSISTENT_RAM_SIG, little-endian (fs/pstore/ram_core.c). Zones of ftrace have it XORed with the
/// kernel's LINUX_VERSION_CODE.
inline constexpr uint32_t kZoneSignature = 0x43474244;
/// struct persistent_ram_buffer: signature, start, size, 32 bits each.
inline constexpr uint32_t kZoneHeaderBytes = 12;
/// Data bytes that share a stretch of parity (persistent_ram_init_ecc).
inline constexpr uint32_t kEccBlockBytes = 128;

/// Where the parts of a zone lie, in bytes from its start (persistent_ram_init_ecc).
struct ZoneGeometry {
    uint32_t capacity = 0;       ///< Of the data, which begins behind the header.
    uint32_t block_count = 0;    ///< Blocks with parity of their own; 0 without ECC.
    uint32_t parity = 0;         ///< Offset of the first block's parity.
    uint32_t header_parity = 0;  ///< Offset of the header's parity; it ends where the zone does.
};

/// Nothing when a zone of that size has no room for data.
std::optional<ZoneGeometry> GetZoneGeometry(uint32_t zone_size, uint32_t ecc_size);

/// What the signature of a header says.
enum class SignatureKind : uint8_t { kNone, kPlain, kFtrace };

/// kFtrace for signatures that some kernel version from 2.6 to 15 makes.
SignatureKind ClassifySignature(uint32_t signature);

struct ZoneHeader {
    SignatureKind signature = SignatureKind::kNone;
    uint32_t start = 0;  ///< Of the oldest byte in a full ring.
    uint32_t size = 0;   ///< Valid bytes.
    /// Bytes that error correction put right in header and parity; nothing when they are beyond correction.
    std::optional<uint32_t> corrected = 0;
};

/// One zone of a region, of untrusted bytes, which are only read.
class Zone {
  public:
    /// `bytes` is the whole zone. Fails when it is too small to be one.
    static Result<Zone> Open(Bytes bytes, uint32_t ecc_size);

    const ZoneGeometry& geometry() const { return geometry_; }
    const ZoneHeader& header() const { return header_; }
    /// The header has a signature and start <= size <= capacity; otherwise what it breaks, offset in the zone.
    Result<void> CheckHeader() const;

    /// Copies text [from, from + out.size()) into `out`, oldest byte first, damaged blocks corrected where they can be;
    /// returns how many bytes there were. The header must be sound.
    size_t Copy(uint32_t from, std::span<uint8_t> out) const { return CopyBlocks(from, out, nullptr); }
    /// The same, and checks every block that holds text, copied or not.
    size_t Copy(uint32_t from, std::span<uint8_t> out, EccSummary& ecc) const { return CopyBlocks(from, out, &ecc); }

    /// The same zone taken as a plain stretch: start 0, all of the capacity valid. For headers beyond repair.
    Zone WithoutHeader() const;

  private:
    Zone(Bytes bytes, const ZoneGeometry& geometry, uint32_t ecc_size)
        : bytes_(bytes), geometry_(geometry), ecc_size_(ecc_size) {}

    void ReadHeader();
    size_t CopyBlocks(uint32_t from, std::span<uint8_t> out, EccSummary* ecc) const;
    void NoteHeader(EccSummary& ecc) const;
    void NoteBlock(uint32_t physical, std::optional<uint32_t> corrected, EccSummary& ecc) const;

    Bytes bytes_;
    ZoneGeometry geometry_;
    uint32_t ecc_size_;
    ZoneHeader header_;
};

}  // namespace faultbox::ramoops
