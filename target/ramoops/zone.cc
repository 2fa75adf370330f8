#include "target/ramoops/zone.h"

#include <algorithm>
#include <array>

#include "arch/common/bits.h"
#include "arch/common/byte_reader.h"
#include "target/codec/reed_solomon.h"

namespace faultbox::ramoops {
namespace {

// Copies data and parity, which are not ours to change, and corrects the copies. `data` takes the result.
std::optional<uint32_t> CorrectCopy(Bytes stored, Bytes parity, std::span<uint8_t> data) {
    std::array<uint8_t, codec::kMostParity> parity_copy;
    std::ranges::copy(stored, data.begin());
    std::ranges::copy(parity, parity_copy.begin());
    return codec::ReedSolomonCorrect(data.first(stored.size()), std::span(parity_copy).first(parity.size()));
}

// A stretch of the ring that is contiguous both in memory and in the order of time.
struct Run {
    uint32_t physical;
    uint32_t logical;
    uint32_t size;
};

// What is asked for: text [from, from + out.size()).
struct Window {
    uint32_t from;
    std::span<uint8_t> out;
};

struct Range {
    uint64_t begin;
    uint64_t end;
};

// The bytes of the ring that are in [physical, physical + size), in the run and in the window.
Range Common(uint32_t physical, size_t size, const Run& run, const Window& window) {
    uint64_t first = window.from > run.logical ? window.from - run.logical : 0;
    uint64_t last = uint64_t{window.from} + window.out.size();
    last = last > run.logical ? std::min<uint64_t>(last - run.logical, run.size) : 0;
    return {std::max<uint64_t>(physical, run.physical + first),
            std::min<uint64_t>(uint64_t{physical} + size, run.physical + last)};
}

void CopyCommon(Bytes bytes, uint32_t physical, const Run& run, const Window& window) {
    Range range = Common(physical, bytes.size(), run, window);
    if (range.begin >= range.end) return;
    uint64_t text = run.logical + (range.begin - run.physical);
    std::ranges::copy(
        bytes.subspan(static_cast<size_t>(range.begin - physical), static_cast<size_t>(range.end - range.begin)),
        window.out.begin() + static_cast<ptrdiff_t>(text - window.from));
}

}  // namespace

std::optional<ZoneGeometry> GetZoneGeometry(uint32_t zone_size, uint32_t ecc_size) {
    if (zone_size <= kZoneHeaderBytes) return std::nullopt;
    uint32_t room = zone_size - kZoneHeaderBytes;
    if (ecc_size == 0) return ZoneGeometry{.capacity = room};
    if (ecc_size > codec::kMostParity || room <= ecc_size) return std::nullopt;
    uint32_t per_block = kEccBlockBytes + ecc_size;
    uint32_t blocks = (room - ecc_size) / per_block + ((room - ecc_size) % per_block != 0);
    uint64_t parity = (uint64_t{blocks} + 1) * ecc_size;
    if (parity >= room) return std::nullopt;
    ZoneGeometry geometry;
    geometry.capacity = room - static_cast<uint32_t>(parity);
    geometry.block_count = blocks;
    geometry.parity = kZoneHeaderBytes + geometry.capacity;
    geometry.header_parity = geometry.parity + blocks * ecc_size;
    return geometry;
}

SignatureKind ClassifySignature(uint32_t signature) {
    if (signature == kZoneSignature) return SignatureKind::kPlain;
    uint64_t version = signature ^ kZoneSignature;  // KERNEL_VERSION(a, b, c): a << 16 | b << 8 | c.
    uint64_t major = Bits(version, 31, 16);
    return major >= 2 && major <= 15 && Bits(version, 15, 8) < 100 ? SignatureKind::kFtrace : SignatureKind::kNone;
}

Result<Zone> Zone::Open(Bytes bytes, uint32_t ecc_size) {
    if (bytes.size() > UINT32_MAX) return Fail(ErrorCode::kLimit, "zone is too large");
    std::optional<ZoneGeometry> geometry = GetZoneGeometry(static_cast<uint32_t>(bytes.size()), ecc_size);
    if (!geometry) return Fail(ErrorCode::kTruncated, "zone is too small for header and error correction");
    Zone zone(bytes, *geometry, ecc_size);
    zone.ReadHeader();
    return zone;
}

void Zone::ReadHeader() {
    std::array<uint8_t, kZoneHeaderBytes> copy;
    Bytes stored = bytes_.first(kZoneHeaderBytes);
    std::ranges::copy(stored, copy.begin());
    if (ecc_size_ != 0)
        header_.corrected = CorrectCopy(stored, bytes_.subspan(geometry_.header_parity, ecc_size_), copy);
    ByteReader as_stored(stored);
    bool had_signature = ClassifySignature(as_stored.U32()) != SignatureKind::kNone;
    ByteReader reader(copy);
    bool has_signature = ClassifySignature(reader.U32()) != SignatureKind::kNone;
    if (had_signature && !has_signature) {  // Cleared parity makes a codeword of zeros of a header that is mostly zero.
        header_.corrected = std::nullopt;
        std::ranges::copy(stored, copy.begin());
    }
    reader = ByteReader(copy);
    header_.signature = ClassifySignature(reader.U32());
    header_.start = reader.U32();
    header_.size = reader.U32();
}

Result<void> Zone::CheckHeader() const {
    if (header_.signature == SignatureKind::kNone) return Fail(ErrorCode::kMalformed, "zone has no signature", 0);
    if (header_.size > geometry_.capacity) return Fail(ErrorCode::kMalformed, "zone size is beyond its capacity", 8);
    if (header_.start > header_.size) return Fail(ErrorCode::kMalformed, "zone start is beyond its size", 4);
    return {};
}

Zone Zone::WithoutHeader() const {
    Zone zone = *this;
    zone.header_.start = 0;
    zone.header_.size = geometry_.capacity;
    return zone;
}

size_t Zone::CopyBlocks(uint32_t from, std::span<uint8_t> out, EccSummary* ecc) const {
    // persistent_ram_save_old: the oldest bytes begin at start, the newest end there.
    const uint32_t older = header_.size - header_.start;
    const std::array<Run, 2> runs = {Run{header_.start, 0, older}, Run{0, older, header_.start}};
    const Window window{from, out};
    Bytes data = bytes_.subspan(kZoneHeaderBytes, geometry_.capacity);
    if (ecc_size_ == 0) {
        for (const Run& run : runs) CopyCommon(data, 0, run, window);
    } else if (ecc != nullptr) {
        NoteHeader(*ecc);
    }
    for (uint32_t block = 0; block < geometry_.block_count && block * kEccBlockBytes < header_.size; ++block) {
        uint32_t physical = block * kEccBlockBytes;
        Bytes stored = data.subspan(physical, std::min(kEccBlockBytes, geometry_.capacity - physical));
        auto is_wanted = [&](const Run& run) {
            Range range = Common(physical, stored.size(), run, window);
            return range.begin < range.end;
        };
        if (ecc == nullptr && std::ranges::none_of(runs, is_wanted)) continue;
        std::array<uint8_t, kEccBlockBytes> copy;
        Bytes parity = bytes_.subspan(geometry_.parity + size_t{block} * ecc_size_, ecc_size_);
        std::optional<uint32_t> corrected = CorrectCopy(stored, parity, copy);
        for (const Run& run : runs) CopyCommon(std::span(copy).first(stored.size()), physical, run, window);
        if (ecc != nullptr) NoteBlock(physical, corrected, *ecc);
    }
    return from >= header_.size ? 0 : std::min<size_t>(out.size(), header_.size - from);
}

void Zone::NoteHeader(EccSummary& ecc) const {
    ecc.present = true;
    ecc.header_uncorrectable = !header_.corrected;
    ecc.corrected_bytes += header_.corrected.value_or(0);
    ecc.uncorrectable_blocks += ecc.header_uncorrectable;
}

void Zone::NoteBlock(uint32_t physical, std::optional<uint32_t> corrected, EccSummary& ecc) const {
    if (corrected == 0u) return;
    ecc.corrected_bytes += corrected.value_or(0);
    ecc.uncorrectable_blocks += !corrected;
    uint32_t text = physical >= header_.start ? physical - header_.start : physical + header_.size - header_.start;
    ecc.damaged.Append({text, std::min(kEccBlockBytes, header_.size - physical), corrected.value_or(0)});
}

}  // namespace faultbox::ramoops
