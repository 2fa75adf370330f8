#pragma once

#include "target/harvest/text_provider.h"

namespace faultbox::harvest {

/// Two providers as one, so that a crash that both show is recognized.
class CombinedSource : public TextProvider {
  public:
    CombinedSource(TextProvider& first, TextProvider& second) : first_(first), second_(second) {}

    uint32_t entry_count() const override { return first_.entry_count() + second_.entry_count(); }
    std::string_view EntryName(uint32_t entry) const override { return Of(entry).EntryName(Local(entry)); }
    Result<std::string_view> Load(uint32_t entry, std::span<char> buffer, record::SourceFacts& facts) override {
        return Of(entry).Load(Local(entry), buffer, facts);
    }
    bool VisitEvents(uint32_t entry, std::string_view text, EventVisitor& visitor) override {
        return Of(entry).VisitEvents(Local(entry), text, visitor);
    }
    Result<void> Remove(uint32_t entry) override { return Of(entry).Remove(Local(entry)); }

  private:
    TextProvider& Of(uint32_t entry) const { return entry < first_.entry_count() ? first_ : second_; }
    uint32_t Local(uint32_t entry) const { return entry < first_.entry_count() ? entry : entry - first_.entry_count(); }

    TextProvider& first_;
    TextProvider& second_;
};

}  // namespace faultbox::harvest
