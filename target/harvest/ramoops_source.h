#pragma once

#include "target/harvest/memory_region.h"
#include "target/harvest/options.h"
#include "target/harvest/text_provider.h"
#include "target/zones/region.h"

namespace faultbox::harvest {

/// A raw ramoops region, which is only read: Remove does nothing, and the store knows what it holds already. Its
/// entries are the dmesg and console zones that are not empty.
class RamoopsSource : public TextProvider {
  public:
    /// `scratch` takes one zone at a time; larger zones are refused.
    explicit RamoopsSource(std::span<uint8_t> scratch) : scratch_(scratch) {}

    /// Maps the region and finds its zones. A region without any is an error.
    Result<void> Open(const RegionOption& option);

    uint32_t entry_count() const override { return static_cast<uint32_t>(entries_.size()); }
    std::string_view EntryName(uint32_t entry) const override;
    Result<std::string_view> Load(uint32_t entry, std::span<char> buffer, record::SourceFacts& facts) override;
    Result<void> Remove(uint32_t) override { return {}; }

  private:
    bool IsEmpty(const zones::Zone& zone) const;

    std::span<uint8_t> scratch_;
    MemoryRegion region_;
    zones::RegionLayout layout_;
    BoundedVector<uint16_t, zones::kMostZones> entries_;  ///< Indices of zones.
};

}  // namespace faultbox::harvest
