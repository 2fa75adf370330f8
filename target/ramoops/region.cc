#include "target/ramoops/region.h"

#include <algorithm>

#include "target/ramoops/zone_reader.h"

namespace faultbox::ramoops {

void Region::Open(Bytes region, const RegionOptions& options) {
    region_ = region;
    layout_ = {};
    FindLayout(region.first(std::min(region.size(), kMaxRegionBytes)), options, layout_);
}

void Region::ReadZone(uint32_t zone, const Scratch& scratch, RecordSink& sink) const {
    ZoneReader(region_, layout_, zone, scratch, sink).Read();
}

void Region::ReadAll(const Scratch& scratch, RecordSink& sink) const {
    auto note = [&](ErrorCode code, const char* what, size_t offset) {
        sink.OnNote({{code, what, offset}, std::nullopt});
    };
    if (region_.empty()) note(ErrorCode::kTruncated, "region is empty", 0);
    if (region_.size() > kMaxRegionBytes)
        note(ErrorCode::kLimit, "region is too large to be read whole", kMaxRegionBytes);
    if (layout_.zones.empty() && !region_.empty()) note(ErrorCode::kNotFound, "region holds no zone", 0);
    if (layout_.zones.dropped() > 0) {
        note(ErrorCode::kLimit, "region has more zones than are read", layout_.zones.back().offset);
    }
    for (uint32_t zone = 0; zone < layout_.zones.size(); ++zone) ReadZone(zone, scratch, sink);
}

}  // namespace faultbox::ramoops
