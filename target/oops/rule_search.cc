#include "target/oops/rule_search.h"

#include "target/oops/boundaries.h"
#include "target/oops/device_prefix.h"
#include "target/oops/line_form.h"

namespace faultbox {
namespace {

// Nine of ten lines are told by three characters; "Memory" and "CPU: " of a log that begins, by eight.
constexpr size_t kBeginning = 3;
constexpr size_t kWord = 8;

size_t HashOf(std::string_view text, size_t size) {
    uint32_t hash = 0;
    for (char c : text.substr(0, size)) hash = (hash ^ static_cast<uint8_t>(c)) * 0x9e3779b1u;
    return hash >> 20;
}

// Where no table has any, the code that reads them is not linked.
bool HasForms() {
    return !FormTables().empty();
}

bool Fits(const EventRule& rule, std::string_view text, FoundRule& found) {
    if (rule.prefix.front() != text.front() || !text.starts_with(rule.prefix)) return false;
    std::string_view rest = text.substr(rule.prefix.size());
    if (rule.matches && !rule.matches(Cursor(rest))) return false;
    if (HasForms() && rule.form && !HasForm(rule.form, rest)) return false;
    found = {rule, rest};
    return true;
}

bool FindFit(std::span<const EventRule> rules, std::string_view text, FoundRule& found) {
    for (const EventRule& rule : rules) {
        if (Fits(rule, text, found)) return true;
    }
    return false;
}

bool FindFit(const FormTable& table, std::string_view text, FoundRule& found) {
    for (const FormRule& rule : table.rules) {
        if (*rule.prefix != text.front()) continue;
        EventRule whole{rule.prefix, rule.kind, rule.severity, table.begin, table.joins, nullptr, rule.form};
        if (Fits(whole, text, found)) return true;
    }
    return false;
}

bool FindNamed(std::string_view text, FoundRule& found) {
    for (const NamedTable& table : NamedTables()) {
        size_t at = table.behind(text);
        if (at != 0 && at < text.size() && FindFit(*table.rules, text.substr(at), found)) return true;
    }
    return false;
}

bool CanBe(const CrashEvent& event, const LineTable& table) {
    bool arch = event.arch == Arch::kUnknown || table.arch == Arch::kUnknown || event.arch == table.arch;
    return arch && (table.kind == EventKind::kUnknown || event.kind == table.kind);
}

bool ApplyTable(const LineTable& table, EventBuilder& builder, const Line& line, std::string_view text,
                bool orphans_only) {
    for (const LineRule& rule : *table.rules) {
        if ((orphans_only && !rule.orphan) || !text.starts_with(rule.prefix)) continue;
        if (rule.read(builder, line, Cursor(text.substr(rule.prefix.size())))) return true;
    }
    return false;
}

}  // namespace

RuleSearch::RuleSearch() {
    for (const std::span<const EventRule>* table : EventTables()) {
        for (const EventRule& rule : *table) Add(rule.prefix);
    }
    for (const NamedTable& table : NamedTables()) {
        for (const EventRule& rule : *table.rules) Add(rule.prefix);
    }
    for (const std::span<const FormTable>* tables : FormTables()) {
        for (const FormTable& table : *tables) {
            for (const FormRule& rule : table.rules) Add(rule.prefix);
        }
    }
    for (std::string_view prefix : kBoundaryBeginnings) Add(prefix);
}

void RuleSearch::Add(std::string_view prefix) {
    if (prefix.size() < kBeginning) {
        short_beginnings_.set(static_cast<uint8_t>(prefix.front()));
        return;
    }
    beginnings_.set(HashOf(prefix, kBeginning));
    words_.set(HashOf(prefix, prefix.size() < kWord ? kBeginning : kWord));
}

bool RuleSearch::MayBegin(std::string_view text) const {
    if (text.empty()) return false;
    if (short_beginnings_[static_cast<uint8_t>(text.front())]) return true;
    if (text.size() < kBeginning) return false;
    size_t beginning = HashOf(text, kBeginning);
    // Of a short line the rest may come later: it may be torn.
    return beginnings_[beginning] && (text.size() < kWord || words_[beginning] || words_[HashOf(text, kWord)]);
}

bool RuleSearch::MayMatter(std::string_view text) const {
    if (MayBegin(text)) return true;
    for (const NamedTable& table : NamedTables()) {
        if (size_t at = table.behind(text); at != 0 && MayBegin(text.substr(at))) return true;
    }
    Cursor behind(text);
    return !TakePciDevice(behind).empty() && MayBegin(behind.rest());
}

bool RuleSearch::FindPlain(std::string_view text, FoundRule& found) const {
    if (!MayBegin(text)) return false;
    for (const std::span<const EventRule>* table : EventTables()) {
        if (FindFit(*table, text, found)) return true;
    }
    for (const std::span<const FormTable>* tables : FormTables()) {
        for (const FormTable& table : *tables) {
            if (FindFit(table, text, found)) return true;
        }
    }
    return false;
}

bool RuleSearch::Find(std::string_view text, FoundRule& found) const {
    if (FindPlain(text, found) || FindNamed(text, found)) return true;
    // pcieport 0000:00:1c.5: AER: Corrected error received: id=00e5: the rule is that of what stands behind the device.
    Cursor behind(text);
    return !TakePciDevice(behind).empty() && FindPlain(behind.rest(), found);
}

bool HasLinePrefix(std::string_view text) {
    constexpr size_t kShortest = 4;
    for (std::span<const LineTable> tables : {LineTables(), CrashLineTables()}) {
        for (const LineTable& table : tables) {
            for (const LineRule& rule : *table.rules) {
                if (rule.prefix.size() >= kShortest && text.starts_with(rule.prefix)) return true;
            }
        }
    }
    return false;
}

bool ApplyRules(EventBuilder& builder, const Line& line, std::string_view text, bool orphans_only) {
    for (std::span<const LineTable> tables : {LineTables(), CrashLineTables()}) {
        for (const LineTable& table : tables) {
            if (CanBe(builder.event, table) && ApplyTable(table, builder, line, text, orphans_only)) return true;
        }
    }
    return false;
}

}  // namespace faultbox
