#include "target/harvest/ramoops_source.h"

#include <algorithm>
#include <array>

#include "arch/common/byte_reader.h"
#include "target/record/zone_text.h"

namespace faultbox::harvest {
namespace {

zones::RegionSizes SizesOf(const RegionOption& option) {
    zones::RegionSizes sizes;
    sizes.record = option.record_size;
    sizes.console = option.console_size;
    sizes.ftrace = option.ftrace_size;
    sizes.pmsg = option.pmsg_size;
    if (option.ecc_size) sizes.ecc = static_cast<uint32_t>(std::min<uint64_t>(*option.ecc_size, UINT32_MAX));
    return sizes;
}

}  // namespace

Result<void> RamoopsSource::Open(const RegionOption& option) {
    std::array<char, 4096> path{};
    if (option.path.size() >= path.size()) return Fail(ErrorCode::kLimit, "path is too long");
    std::ranges::copy(option.path, path.begin());
    if (Result<void> opened = region_.Open(path.data(), option.base.value_or(0), option.size); !opened) return opened;
    Result<zones::RegionLayout> layout = zones::FindZones(region_.bytes(), SizesOf(option));
    if (!layout) return std::unexpected(layout.error());
    layout_ = *layout;
    for (size_t i = 0; i < layout_.zones.size(); ++i) {
        if (!IsEmpty(layout_.zones[i])) entries_.Append(static_cast<uint16_t>(i));
    }
    return {};
}

bool RamoopsSource::IsEmpty(const zones::Zone& zone) const {
    if (zone.kind != zones::ZoneKind::kDmesg && zone.kind != zones::ZoneKind::kConsole) return true;
    Result<Bytes> bytes = Slice(region_.bytes(), zone.offset, zone.size);
    if (!bytes) return true;
    Result<zones::ZoneContents> contents = zones::ReadZone(*bytes, layout_.ecc_size, scratch_);
    return !contents && contents.error().code == ErrorCode::kNotFound;
}

std::string_view RamoopsSource::EntryName(uint32_t entry) const {
    bool is_console = layout_.zones[entries_[entry]].kind == zones::ZoneKind::kConsole;
    return is_console ? "the region's console zone" : "a dmesg zone of the region";
}

Result<std::string_view> RamoopsSource::Load(uint32_t entry, std::span<char> buffer, record::SourceFacts& facts) {
    if (entry >= entries_.size()) return Fail(ErrorCode::kNotFound, "no such entry", entry);
    return record::ReadZoneText(region_.bytes(), layout_, layout_.zones[entries_[entry]], scratch_, buffer, facts);
}

}  // namespace faultbox::harvest
