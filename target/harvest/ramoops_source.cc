#include "target/harvest/ramoops_source.h"

#include <algorithm>
#include <array>

#include "target/record/ramoops_text.h"

namespace faultbox::harvest {

Result<void> RamoopsSource::Open(const RegionOption& option) {
    std::array<char, 4096> path{};
    if (option.path.size() >= path.size()) return Fail(ErrorCode::kLimit, "path is too long");
    std::ranges::copy(option.path, path.begin());
    if (Result<void> opened = memory_.Open(path.data(), option.base.value_or(0), option.size); !opened) return opened;
    region_.Open(memory_.bytes(), {.record_size = option.record_size,
                                   .console_size = option.console_size,
                                   .ftrace_size = option.ftrace_size,
                                   .pmsg_size = option.pmsg_size,
                                   .ecc_size = option.ecc_size});
    for (uint32_t zone = 0; zone < region_.layout().zones.size(); ++zone) {
        record::SourceFacts facts;
        Result<std::string_view> text = record::ReadZoneText(region_, zone, scratch_, facts);
        // A zone that cannot be read is an entry too, so that the harvest says so.
        if (text || text.error().code != ErrorCode::kNotFound) entries_.Append(static_cast<uint16_t>(zone));
    }
    if (region_.layout().zones.empty()) return Fail(ErrorCode::kNotFound, "no ramoops zone begins anywhere in it");
    return {};
}

std::string_view RamoopsSource::EntryName(uint32_t entry) const {
    switch (region_.layout().zones[entries_[entry]].kind) {
        case ramoops::ZoneKind::kConsole:
            return kConsole;
        case ramoops::ZoneKind::kDmesg:
            return "a dump of the region";
        default:
            return "a stretch of the region";
    }
}

Result<std::string_view> RamoopsSource::Load(uint32_t entry, std::span<char> buffer, record::SourceFacts& facts) {
    if (entry >= entries_.size()) return Fail(ErrorCode::kNotFound, "no such entry", entry);
    return record::ReadZoneText(region_, entries_[entry], {scratch_.raw, buffer}, facts);
}

}  // namespace faultbox::harvest
