#include "target/oops/rule_search.h"

#include "target/oops/boundaries.h"
#include "target/oops/device_prefix.h"
#include "target/oops/line_form.h"

namespace faultbox {
namespace {

size_t PairOf(char first, char second) {
    return (static_cast<uint8_t>(first) * 31u + static_cast<uint8_t>(second)) % 1024;
}

// Where no table has any, the code that reads them is not linked.
bool HasForms() {
    return !FormTables().empty();
}

bool Fits(const EventRule& rule, std::string_view text, FoundRule& found) {
    if (!text.starts_with(rule.prefix)) return false;
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
        if (at != 0 && FindFit(*table.rules, text.substr(at), found)) return true;
    }
    return false;
}

bool CanBe(const CrashEvent& event, const LineTable& table) {
    bool arch = event.arch == Arch::kUnknown || table.arch == Arch::kUnknown || event.arch == table.arch;
    return arch && (table.kind == EventKind::kUnknown || event.kind == table.kind);
}

}  // namespace

RuleSearch::RuleSearch() {
    auto add = [this](std::string_view prefix) {
        if (prefix.size() > 1) beginnings_.set(PairOf(prefix[0], prefix[1]));
        for (unsigned c = 0; prefix.size() == 1 && c < 256; ++c) {
            beginnings_.set(PairOf(prefix[0], static_cast<char>(c)));
        }
    };
    for (const std::span<const EventRule>* table : EventTables()) {
        for (const EventRule& rule : *table) add(rule.prefix);
    }
    for (const std::span<const FormTable>* tables : FormTables()) {
        for (const FormTable& table : *tables) {
            for (const FormRule& rule : table.rules) add(rule.prefix);
        }
    }
    for (std::string_view prefix : kBoundaryBeginnings) add(prefix);
}

bool RuleSearch::MayBegin(std::string_view text) const {
    return text.size() >= 2 && beginnings_[PairOf(text[0], text[1])];
}

bool RuleSearch::MayMatter(std::string_view text) const {
    FoundRule found;
    Cursor behind(text);
    return MayBegin(text) || FindNamed(text, found) || !TakePciDevice(behind).empty();
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
    for (const LineTable& table : LineTables()) {
        for (const LineRule& rule : *table.rules) {
            if (rule.prefix.size() >= kShortest && text.starts_with(rule.prefix)) return true;
        }
    }
    return false;
}

bool ApplyRules(EventBuilder& builder, const Line& line, std::string_view text, bool orphans_only) {
    for (const LineTable& table : LineTables()) {
        if (!CanBe(builder.event, table)) continue;
        for (const LineRule& rule : *table.rules) {
            if ((orphans_only && !rule.orphan) || !text.starts_with(rule.prefix)) continue;
            if (rule.read(builder, line, Cursor(text.substr(rule.prefix.size())))) return true;
        }
    }
    return false;
}

}  // namespace faultbox
