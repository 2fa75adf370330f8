#pragma once

#include "target/harvest/memory_region.h"
#include "target/harvest/options.h"
#include "target/harvest/text_provider.h"

namespace faultbox::harvest {

/// A raw ramoops region, which is only read: Remove does nothing, and the store knows what it holds already.
class RamoopsSource : public TextProvider {
  public:
    Result<void> Open(const RegionOption& option);

    uint32_t entry_count() const override { return 0; }
    std::string_view EntryName(uint32_t) const override { return {}; }
    Result<std::string_view> Load(uint32_t entry, std::span<char> buffer, record::SourceFacts& facts) override;
    Result<void> Remove(uint32_t) override { return {}; }

  private:
    MemoryRegion region_;
};

}  // namespace faultbox::harvest
