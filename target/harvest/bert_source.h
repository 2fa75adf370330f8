#pragma once

#include "target/harvest/system_files.h"
#include "target/harvest/text_provider.h"

namespace faultbox::harvest {

/// The boot error region of ACPI's BERT, in which firmware says what hardware error ended the last boot (ACPI 6.5,
/// 18.3.1): one entry with the region's error status blocks as they are, and an event of kind hardware-error for each
/// block. What the blocks say is decoded by who reads the record. It is the same all through a boot, and its content
/// identifies it.
class BertSource : public TextProvider {
  public:
    explicit BertSource(SystemFiles& files) : files_(files) {}

    /// Looks whether the machine has a region. Fails where it has one that the kernel does not show.
    Result<void> Open();

    uint32_t entry_count() const override { return has_region_ ? 1 : 0; }
    std::string_view EntryName(uint32_t) const override { return "BERT"; }
    /// Empty when nothing is reported.
    Result<std::string_view> Load(uint32_t entry, std::span<char> buffer, record::SourceFacts& facts) override;
    bool VisitEvents(uint32_t entry, std::string_view text, EventVisitor& visitor) override;
    Result<void> Remove(uint32_t) override { return {}; }

  private:
    SystemFiles& files_;
    bool has_region_ = false;
};

}  // namespace faultbox::harvest
