#include "target/ramoops/layout.h"

#include <algorithm>

#include "target/ramoops/dmesg_record.h"
#include "target/ramoops/layout_rule.h"
#include "target/ramoops/signature_scan.h"
#include "target/ramoops/text_scan.h"
#include "target/ramoops/zone.h"

namespace faultbox::ramoops {
namespace {

constexpr uint32_t kUsualEccSize = 16;  // ramoops.ecc=1, fs/pstore/ram_core.c.

class LayoutBuilder {
  public:
    LayoutBuilder(Bytes region, RegionLayout& layout) : region_(region), layout_(layout) {}

    void Place(const LayoutRule& rule) {
        layout_.generation = rule.generation;
        rule.ForEachZone([&](ZoneKind kind, uint32_t index, uint32_t offset, uint32_t size) {
            PlaceStretches(offset);
            Append(kind, static_cast<uint16_t>(index), offset, size);
        });
        PlaceStretches(static_cast<uint32_t>(region_.size()));
    }

    // Each zone ends where the next one begins. Of the plain ones that hold no dump, the first is the console.
    void Place(const FoundHeaders& found) {
        size_t dumps = CountDumps(found);
        uint16_t ftraces = 0, rings = 0;
        for (size_t i = 0; i < found.size(); ++i) {
            uint32_t end = i + 1 < found.size() ? found[i + 1].offset : static_cast<uint32_t>(region_.size());
            PlaceStretches(found[i].offset);
            if (found[i].signature == SignatureKind::kFtrace) {
                Append(ZoneKind::kFtrace, ftraces++, found[i].offset, end - found[i].offset);
            } else if (i < dumps) {
                Append(ZoneKind::kDmesg, static_cast<uint16_t>(i), found[i].offset, end - found[i].offset);
            } else {
                Append(rings++ == 0 ? ZoneKind::kConsole : ZoneKind::kPmsg, 0, found[i].offset, end - found[i].offset);
            }
        }
        PlaceStretches(static_cast<uint32_t>(region_.size()));
    }

  private:
    void Append(ZoneKind kind, uint16_t index, uint32_t offset, uint32_t size) {
        layout_.zones.Append({offset, size, kind, index});
        covered_ = offset + size;
    }

    // Dump zones come first: all up to the last that begins with a dump, and empty ones behind it.
    size_t CountDumps(const FoundHeaders& found) const {
        size_t count = 0;
        for (size_t i = 0; i < found.size(); ++i) {
            Bytes data = region_.subspan(found[i].offset + kZoneHeaderBytes, found[i].size);
            bool is_dump = found[i].size == 0 ? count == i : ParseDumpHeader(data).has_value();
            if (is_dump) count = i + 1;
        }
        return count;
    }

    // Claims [covered_, end) as stretches, unless nobody wrote there.
    void PlaceStretches(uint32_t end) {
        while (covered_ < end) {
            Bytes rest = region_.subspan(covered_, end - covered_);
            if (IsBlank(rest)) return;
            size_t size = FindDumpHeader(rest, 1);
            layout_.zones.Append({covered_, static_cast<uint32_t>(size), ZoneKind::kUnknown, stretches_++});
            covered_ += static_cast<uint32_t>(size);
        }
    }

    Bytes region_;
    RegionLayout& layout_;
    uint32_t covered_ = 0;
    uint16_t stretches_ = 0;
};

}  // namespace

void FindLayout(Bytes region, const RegionOptions& options, RegionLayout& layout) {
    layout = {};
    FoundHeaders found;
    ScanHeaders(region, found);
    LayoutBuilder(region, layout).Place(found);
    // Most zones are dump zones, which end where the next one begins, by whatever rule.
    uint32_t ecc_size = FindEccSize(region, layout);
    if (options.ecc_size) {
        uint64_t given = *options.ecc_size == 1 ? kUsualEccSize : *options.ecc_size;
        ecc_size = static_cast<uint32_t>(std::min<uint64_t>(given, UINT32_MAX));
    }
    LayoutRule rule = FindRule(region, options, found, ecc_size);
    const uint32_t confirmed = CountConfirmed(region, rule) * 2;
    if (confirmed > found.size() || (options.record_size && confirmed == found.size())) {
        layout = {};
        LayoutBuilder(region, layout).Place(rule);
        if (ecc_size == 0 && !options.ecc_size) ecc_size = FindEccSize(region, layout);
    }
    layout.ecc_size = ecc_size;
}

}  // namespace faultbox::ramoops
