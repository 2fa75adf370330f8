#include "target/zones/zone.h"

#include <algorithm>
#include <array>

#include "arch/common/byte_reader.h"
#include "target/codec/reed_solomon.h"

namespace faultbox::zones {
namespace {

// Corrects one block of data in place; its parity is copied, since the region is not ours to change.
std::optional<unsigned> Correct(std::span<uint8_t> data, Bytes parity) {
    std::array<uint8_t, codec::kMostParity> copy{};
    if (parity.size() > copy.size()) return std::nullopt;
    std::ranges::copy(parity, copy.begin());
    return codec::ReedSolomonCorrect(data, std::span(copy).first(parity.size()));
}

// Blocks behind `used` were never checked by the kernel either: their parity may be older than their bytes.
void CorrectBlocks(Bytes zone, const ZoneLayout& layout, uint32_t ecc_size, size_t used, std::span<uint8_t> data,
                   EccResult& ecc) {
    for (size_t block = 0; block * kEccBlockBytes < used; ++block) {
        size_t begin = block * kEccBlockBytes;
        size_t size = std::min(kEccBlockBytes, layout.capacity - begin);
        Bytes parity = zone.subspan(layout.parity_offset(block, ecc_size), ecc_size);
        std::optional<unsigned> corrected = Correct(data.subspan(begin, size), parity);
        if (corrected && *corrected == 0) continue;
        ecc.corrected += corrected.value_or(0);
        if (!corrected) ++ecc.uncorrectable;
        ecc.blocks.Append({static_cast<uint16_t>(block), static_cast<uint8_t>(corrected.value_or(0))});
    }
}

const char* CheckHeader(const ZoneHeader& header, const ZoneLayout& layout) {
    if (header.size > layout.capacity) return "zone header states more bytes than the zone has";
    if (header.start > header.size) return "zone header states a start behind its size";
    return nullptr;
}

bool IsBlank(Bytes data) {
    return std::ranges::all_of(data, [](uint8_t byte) { return byte == 0; }) ||
           std::ranges::all_of(data, [](uint8_t byte) { return byte == 0xff; });
}

}  // namespace

Result<ZoneLayout> LayOutZone(size_t zone_size, uint32_t ecc_size) {
    if (zone_size <= kZoneHeaderBytes) return Fail(ErrorCode::kMalformed, "zone is smaller than its header");
    size_t usable = zone_size - kZoneHeaderBytes;
    if (ecc_size == 0) return ZoneLayout{usable, 0};
    if (ecc_size > codec::kMostParity) return Fail(ErrorCode::kUnsupported, "ECC of this size is not supported");
    if (usable <= 2u * ecc_size) return Fail(ErrorCode::kMalformed, "zone is smaller than its ECC");
    size_t per_block = kEccBlockBytes + ecc_size;
    size_t blocks = (usable - ecc_size + per_block - 1) / per_block;
    size_t parity = (blocks + 1) * ecc_size;
    if (parity >= usable) return Fail(ErrorCode::kMalformed, "zone is smaller than its ECC");
    return ZoneLayout{usable - parity, blocks};
}

ZoneHeader ReadZoneHeader(Bytes zone, uint32_t ecc_size) {
    ZoneHeader header;
    if (zone.size() < kZoneHeaderBytes) return header;
    std::array<uint8_t, kZoneHeaderBytes> bytes{};
    std::ranges::copy(zone.first(kZoneHeaderBytes), bytes.begin());
    Result<ZoneLayout> layout = LayOutZone(zone.size(), ecc_size);
    if (ecc_size > 0 && layout) {
        header.corrected = Correct(bytes, zone.subspan(layout->parity_offset(layout->blocks, ecc_size), ecc_size));
    }
    ByteReader reader(bytes);
    header.signature = reader.U32();
    header.start = reader.U32();
    header.size = reader.U32();
    return header;
}

Result<ZoneContents> ReadZone(Bytes zone, uint32_t ecc_size, std::span<uint8_t> buffer) {
    Result<ZoneLayout> layout = LayOutZone(zone.size(), ecc_size);
    if (!layout) return std::unexpected(layout.error());
    if (buffer.size() < layout->capacity) return Fail(ErrorCode::kLimit, "zone is larger than the buffer for it");
    Bytes stored = zone.subspan(kZoneHeaderBytes, layout->capacity);
    if (IsBlank(stored)) return Fail(ErrorCode::kNotFound, "zone is empty");

    ZoneHeader header = ReadZoneHeader(zone, ecc_size);
    ZoneContents contents;
    contents.header_error = CheckHeader(header, *layout);
    if (ecc_size > 0) {
        contents.ecc.emplace();
        contents.ecc->corrected = header.corrected.value_or(0);
        if (!header.corrected) contents.header_error = "zone header is beyond correction";
    }
    contents.salvaged = contents.header_error != nullptr;
    if (!contents.salvaged && header.size == 0) return Fail(ErrorCode::kNotFound, "zone is empty");

    std::span<uint8_t> data = buffer.first(layout->capacity);
    std::ranges::copy(stored, data.begin());
    size_t used = contents.salvaged ? layout->capacity : header.size;
    if (ecc_size > 0) CorrectBlocks(zone, *layout, ecc_size, used, data, *contents.ecc);
    data = data.first(used);
    if (!contents.salvaged) std::ranges::rotate(data, data.begin() + header.start);
    contents.bytes = data;
    return contents;
}

}  // namespace faultbox::zones
