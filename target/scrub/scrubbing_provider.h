#pragma once

#include "target/harvest/text_provider.h"
#include "target/scrub/scrub.h"

namespace faultbox::scrub {

/// The texts of another provider, scrubbed before anybody reads them: neither a text nor a fact that is taken out of it
/// reaches the store otherwise.
class ScrubbingProvider : public harvest::TextProvider {
  public:
    ScrubbingProvider(harvest::TextProvider& provider, uint8_t classes) : provider_(provider), classes_(classes) {}

    uint32_t entry_count() const override { return provider_.entry_count(); }
    std::string_view EntryName(uint32_t entry) const override { return provider_.EntryName(entry); }
    Result<std::string_view> Load(uint32_t entry, std::span<char> buffer, record::SourceFacts& facts) override;
    bool VisitEvents(uint32_t entry, std::string_view text, harvest::EventVisitor& visitor) override {
        return provider_.VisitEvents(entry, text, visitor);
    }
    Result<void> Remove(uint32_t entry) override { return provider_.Remove(entry); }

  private:
    harvest::TextProvider& provider_;
    uint8_t classes_;
};

}  // namespace faultbox::scrub
