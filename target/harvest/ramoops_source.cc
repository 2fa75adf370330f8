#include "target/harvest/ramoops_source.h"

#include <algorithm>
#include <array>

namespace faultbox::harvest {

Result<void> RamoopsSource::Open(const RegionOption& option) {
    std::array<char, 4096> path{};
    if (option.path.size() >= path.size()) return Fail(ErrorCode::kLimit, "path is too long");
    std::ranges::copy(option.path, path.begin());
    if (Result<void> opened = region_.Open(path.data(), option.base.value_or(0), option.size); !opened) return opened;
    return Fail(ErrorCode::kUnsupported, "this version reads no raw regions");
}

Result<std::string_view> RamoopsSource::Load(uint32_t entry, std::span<char>, record::SourceFacts&) {
    return Fail(ErrorCode::kNotFound, "no such entry", entry);
}

}  // namespace faultbox::harvest
