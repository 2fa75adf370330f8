#include "target/ramoops/signature_scan.h"

#include <algorithm>

#include "arch/common/byte_reader.h"

namespace faultbox::ramoops {
namespace {

bool ConfirmsEccSize(Bytes region, const RegionLayout& layout, uint32_t ecc_size) {
    constexpr unsigned kEnough = 16;
    unsigned headers = 0, sound = 0;
    for (const ZonePlace& place : layout.zones) {
        if (HeaderAt(region, place.offset).signature == SignatureKind::kNone) continue;
        if (headers == kEnough) break;
        ++headers;
        Result<Zone> zone = Zone::Open(region.subspan(place.offset, place.size), ecc_size);
        sound += zone && zone->header().corrected == 0u;
    }
    return sound * 2 > headers;
}

}  // namespace

FoundHeader HeaderAt(Bytes region, uint64_t offset) {
    ByteReader reader(region);
    reader.Seek(offset);
    uint32_t signature = reader.U32();
    uint32_t start = reader.U32();
    uint32_t size = reader.U32();
    constexpr uint32_t kLargestZone = uint32_t{16} << 20;
    if (!reader.ok() || start > size || size > kLargestZone) return {};
    auto available = static_cast<uint32_t>(std::min<uint64_t>(size, reader.remaining()));
    return {static_cast<uint32_t>(offset), available, ClassifySignature(signature)};
}

void ScanHeaders(Bytes region, FoundHeaders& found) {
    constexpr uint8_t kLastSignatureByte = 'C';  // Of ftrace's signatures too.
    for (size_t at = 0; at + kZoneHeaderBytes <= region.size(); ++at) {
        if (region[at + 3] != kLastSignatureByte) continue;
        FoundHeader header = HeaderAt(region, at);
        if (header.signature == SignatureKind::kNone) continue;
        if (!found.Append(header)) continue;
        at += kZoneHeaderBytes + header.size - 1;
    }
}

uint32_t FindEccSize(Bytes region, const RegionLayout& layout) {
    constexpr uint32_t kUsual = 16;  // What ramoops.ecc=1 stands for.
    constexpr uint32_t kLargest = 64;
    if (ConfirmsEccSize(region, layout, kUsual)) return kUsual;
    // One byte of parity is right by accident too often.
    for (uint32_t ecc_size = 2; ecc_size <= kLargest; ++ecc_size) {
        if (ConfirmsEccSize(region, layout, ecc_size)) return ecc_size;
    }
    return 0;
}

}  // namespace faultbox::ramoops
