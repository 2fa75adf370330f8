#include "target/zones/region.h"

#include <algorithm>
#include <bit>
#include <span>

#include "arch/common/bits.h"
#include "arch/common/byte_reader.h"

namespace faultbox::zones {
namespace {

constexpr uint32_t kDefaultEcc = 16;  // What ramoops.ecc=1 stands for (fs/pstore/ram.c).

uint32_t WordAt(Bytes region, size_t offset) {
    ByteReader reader(region);
    reader.Seek(offset);
    return reader.U32();
}

bool IsHeader(Bytes region, size_t offset) {
    if (region.size() < kZoneHeaderBytes || offset > region.size() - kZoneHeaderBytes) return false;
    return WordAt(region, offset) == kSignature;
}

// The ftrace zone's signature is XORed with the kernel's version, 0x00MMmmpp (fs/pstore/ram.c, ramoops_probe).
bool IsFtraceHeader(Bytes region, size_t offset) {
    if (region.size() < kZoneHeaderBytes || offset > region.size() - kZoneHeaderBytes) return false;
    uint32_t version = WordAt(region, offset) ^ kSignature;
    size_t room = region.size() - offset - kZoneHeaderBytes;
    uint32_t start = WordAt(region, offset + 4);
    uint32_t size = WordAt(region, offset + 8);
    return version >= 0x020000 && version < 0x100000 && start <= size && size <= room;
}

// How ramoops of some generation divides a region (fs/pstore/ram.c, ramoops_init_przs).
struct Generation {
    bool divided;     // Dmesg zones share their room evenly, instead of having record_size each.
    bool even;        // Their size is rounded down to an even number.
    bool pmsg_first;  // pmsg stands before ftrace.
};
constexpr Generation kGenerations[] = {{true, true, true}, {true, false, false}, {false, false, false}};

size_t PowerOfTwo(size_t size) {
    return size == 0 ? 0 : std::bit_floor(size);
}

void Append(RegionLayout& layout, ZoneKind kind, size_t size, size_t& offset) {
    if (size > 0) layout.zones.Append({kind, offset, size});
    offset += size;
}

// nullopt where the sizes do not fit the region.
std::optional<RegionLayout> LayOut(size_t region_size, const RegionSizes& sizes, const Generation& generation) {
    size_t record = PowerOfTwo(*sizes.record);
    size_t console = PowerOfTwo(sizes.console.value_or(0));
    size_t ftrace = PowerOfTwo(sizes.ftrace.value_or(0));
    size_t pmsg = PowerOfTwo(sizes.pmsg.value_or(0));
    if (console > region_size || ftrace > region_size || pmsg > region_size) return std::nullopt;
    if (console + ftrace + pmsg >= region_size) return std::nullopt;
    size_t room = region_size - console - ftrace - pmsg;
    size_t count = record == 0 ? 0 : room / record;
    if (count == 0 || count > kMostZones - 3) return std::nullopt;
    size_t dmesg = generation.divided ? room / count : record;
    if (generation.even) dmesg &= ~size_t{1};

    RegionLayout layout;
    size_t offset = 0;
    for (size_t i = 0; i < count; ++i) Append(layout, ZoneKind::kDmesg, dmesg, offset);
    Append(layout, ZoneKind::kConsole, console, offset);
    if (generation.pmsg_first) Append(layout, ZoneKind::kPmsg, pmsg, offset);
    Append(layout, ZoneKind::kFtrace, ftrace, offset);
    if (!generation.pmsg_first) Append(layout, ZoneKind::kPmsg, pmsg, offset);
    return layout;
}

unsigned CountHeaders(Bytes region, const RegionLayout& layout) {
    unsigned found = 0;
    for (const Zone& zone : layout.zones) {
        found += zone.kind == ZoneKind::kFtrace ? IsFtraceHeader(region, zone.offset) : IsHeader(region, zone.offset);
    }
    return found;
}

std::optional<RegionLayout> BestLayout(Bytes region, const RegionSizes& sizes) {
    std::optional<RegionLayout> best;
    unsigned most = 0;
    for (const Generation& generation : kGenerations) {
        std::optional<RegionLayout> layout = LayOut(region.size(), sizes, generation);
        if (!layout) continue;
        unsigned found = CountHeaders(region, *layout);
        if (found > most) {
            most = found;
            best = layout;
        }
    }
    return best;
}

// Dmesg zones come first and are of one size; of those behind them the first is the console's, the next pmsg's.
void NameScannedZones(Bytes region, RegionLayout& layout) {
    std::span<Zone> zones(layout.zones.begin(), layout.zones.size());
    auto begins_record = [&](const Zone& zone) {
        return zone.size > kZoneHeaderBytes + 4 && AsText(region.subspan(zone.offset + kZoneHeaderBytes, 4)) == "====";
    };
    bool tail = false;
    unsigned behind = 0;
    for (size_t i = 0; i < zones.size(); ++i) {
        if (zones[i].kind == ZoneKind::kFtrace) continue;
        tail |= i > 0 && zones[i].size != zones[0].size && !begins_record(zones[i]);
        if (tail) zones[i].kind = behind++ == 0 ? ZoneKind::kConsole : ZoneKind::kPmsg;
    }
    // A console zone of the dmesg zones' size: it holds text that no dmesg record begins with.
    for (size_t i = zones.size(); !tail && i-- > 1;) {
        const Zone& zone = zones[i];
        ZoneHeader header = ReadZoneHeader(region.subspan(zone.offset, zone.size), layout.ecc_size);
        if (zone.kind == ZoneKind::kFtrace || header.size == 0 || begins_record(zone)) continue;
        zones[i].kind = ZoneKind::kConsole;
        break;
    }
}

RegionLayout Scan(Bytes region) {
    RegionLayout layout;
    layout.scanned = true;
    for (size_t offset = 0; offset + kZoneHeaderBytes <= region.size(); offset += 2) {
        if (!IsHeader(region, offset)) continue;
        layout.zones.Append({ZoneKind::kDmesg, offset, 0});
    }
    if (layout.zones.empty()) return layout;
    std::span<Zone> zones(layout.zones.begin(), layout.zones.size());
    for (size_t i = 0; i < zones.size(); ++i) {
        size_t end = i + 1 < zones.size() ? zones[i + 1].offset : region.size();
        zones[i].size = end - zones[i].offset;
    }
    // An ftrace zone hides behind the last signature; its size is a power of two, and it ends with the region.
    for (size_t size = PowerOfTwo(zones.back().size / 2); size >= 0x1000; size /= 2) {
        size_t offset = region.size() - size;
        if (!IsFtraceHeader(region, offset)) continue;
        zones.back().size -= size;
        layout.zones.Append({ZoneKind::kFtrace, offset, size});
        break;
    }
    return layout;
}

// The parity size with which the headers of most zones are codewords.
uint32_t FindEccSize(Bytes region, const RegionLayout& layout) {
    constexpr uint32_t kCandidates[] = {16, 8, 4, 32, 2, 24, 12, 64, 48};
    for (uint32_t candidate : kCandidates) {
        unsigned clean = 0, zones = 0;
        for (const Zone& zone : layout.zones) {
            ZoneHeader header = ReadZoneHeader(region.subspan(zone.offset, zone.size), candidate);
            ++zones;
            clean += header.corrected == 0u;
        }
        if (clean * 2 > zones) return candidate;
    }
    return 0;
}

}  // namespace

Result<RegionLayout> FindZones(Bytes region, const RegionSizes& sizes) {
    std::optional<RegionLayout> layout;
    if (sizes.record) layout = BestLayout(region, sizes);
    if (!layout) layout = Scan(region);
    if (layout->zones.empty()) return Fail(ErrorCode::kNotFound, "no ramoops zone begins anywhere in this region");
    layout->ecc_size = sizes.ecc ? (*sizes.ecc == 1 ? kDefaultEcc : *sizes.ecc) : FindEccSize(region, *layout);
    if (layout->scanned) NameScannedZones(region, *layout);
    return *layout;
}

}  // namespace faultbox::zones
