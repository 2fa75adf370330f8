#pragma once

#include <bitset>
#include <string_view>

#include "target/oops/event_builder.h"
#include "target/oops/rules.h"

namespace faultbox {

/// A rule that fits a line, and where in the line what it reads begins.
struct FoundRule {
    EventRule rule{};
    std::string_view rest;  ///< Behind the rule's prefix.
};

/// Finds the rules of the tables (tables.cc) for lines, without trying them all for each.
class RuleSearch {
  public:
    RuleSearch();

    /// The rule of the event that begins with this line; false when none does.
    bool Find(std::string_view text, FoundRule& found) const;
    /// Quick, and true for every line that begins an event or parts two, and for few others.
    bool MayMatter(std::string_view text) const;

  private:
    void Add(std::string_view prefix);
    bool MayBegin(std::string_view text) const;
    bool FindPlain(std::string_view text, FoundRule& found) const;

    std::bitset<256> short_beginnings_;  ///< By the first character, of prefixes of one or two.
    std::bitset<4096> beginnings_;       ///< By a hash of the first three characters, of all others.
    std::bitset<4096> words_;            ///< The same by eight characters, or by three where a prefix has fewer.
};

/// A word that begins lines of events, and that no broken line goes on with.
bool HasLinePrefix(std::string_view text);

/// Reads the line with the first rule that takes it; false when none does.
bool ApplyRules(EventBuilder& builder, const Line& line, std::string_view text, bool orphans_only);

}  // namespace faultbox
