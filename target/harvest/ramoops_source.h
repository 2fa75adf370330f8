#pragma once

#include "target/harvest/memory_region.h"
#include "target/harvest/options.h"
#include "target/harvest/text_provider.h"
#include "target/ramoops/region.h"

namespace faultbox::harvest {

/// A raw ramoops region, which is only read: Remove does nothing, and the store knows what it holds already. Its
/// entries are the zones that hold kernel text. About 20 KiB large.
class RamoopsSource : public TextProvider {
  public:
    /// The name of the entry that is the console zone.
    static constexpr std::string_view kConsole = "the region's console zone";

    /// `raw` and `text` take one zone at a time.
    RamoopsSource(std::span<uint8_t> raw, std::span<char> text) : scratch_{raw, text} {}

    /// Maps the region and finds its zones. A region without any kernel text is an error.
    Result<void> Open(const RegionOption& option);

    uint32_t entry_count() const override { return static_cast<uint32_t>(entries_.size()); }
    std::string_view EntryName(uint32_t entry) const override;
    Result<std::string_view> Load(uint32_t entry, std::span<char> buffer, record::SourceFacts& facts) override;
    Result<void> Remove(uint32_t) override { return {}; }

  private:
    ramoops::Scratch scratch_;
    MemoryRegion memory_;
    ramoops::Region region_;
    BoundedVector<uint16_t, ramoops::kMaxZones> entries_;  ///< Indices of zones.
};

}  // namespace faultbox::harvest
