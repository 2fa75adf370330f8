#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "arch/common/result.h"
#include "target/harvest/event_parser.h"
#include "target/record/source_facts.h"

namespace faultbox::harvest {

/// A place that crashes are found in: a pstore folder, a raw region. It has numbered entries, each one text. Texts are
/// untrusted and are read again for each step, so that one buffer serves them all.
class TextProvider {
  public:
    virtual uint32_t entry_count() const = 0;
    /// What the entry is called in messages.
    virtual std::string_view EntryName(uint32_t entry) const = 0;
    /// Reads the entry's text into `buffer`, or as much of its end as fits, and fills in what is known of it. Content
    /// that is no text (ftrace, an unknown compression) is an error.
    virtual Result<std::string_view> Load(uint32_t entry, std::span<char> buffer, record::SourceFacts& facts) = 0;
    /// Hands over the events of an entry that is no log of the kernel's, given its text. False for one that is: the log
    /// is to be parsed.
    virtual bool VisitEvents(uint32_t /*entry*/, std::string_view /*text*/, EventVisitor& /*visitor*/) { return false; }
    /// Called when all that the entry shows is durable: it is not needed any more.
    virtual Result<void> Remove(uint32_t entry) = 0;

  protected:
    ~TextProvider() = default;
};

}  // namespace faultbox::harvest
