#include "host/report/wording.h"

#include <algorithm>
#include <format>
#include <string_view>
#include <vector>

#include "host/input/event_facts.h"

namespace faultbox {
namespace {

bool IsAddressWord(std::string_view word) {
    if (word.starts_with("0x")) word.remove_prefix(2);
    auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
    return !word.empty() && std::ranges::all_of(word, is_hex);
}

// Where in a headline the address begins that differs from one crash to the next, with the words that lead to it:
//   Unable to handle kernel NULL pointer dereference at virtual address 0000002c
//   Unable to handle kernel paging request at virtual address 00002008 when read
//   BUG: unable to handle kernel NULL pointer dereference at 0000000000000010
//   BUG: unable to handle kernel NULL pointer dereference at   (null)
size_t FindAddressPhrase(std::string_view headline) {
    size_t at = headline.rfind(" at ");
    if (at == std::string_view::npos) return headline.size();
    std::string_view rest = headline.substr(at + 4);
    constexpr std::string_view kVirtual = "virtual address ";
    if (rest.starts_with(kVirtual)) rest.remove_prefix(kVirtual.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    std::string_view word = rest.substr(0, rest.find(' '));
    return IsAddressWord(word) || word == "(null)" ? at : headline.size();
}

}  // namespace

std::string TitleOf(const format::Event& event) {
    std::string_view headline = event.headline();
    std::string title(headline.substr(0, FindAddressPhrase(headline)));
    const std::string& symbol = event.pc().symbol();
    if (!symbol.empty() && !title.contains(symbol)) title += " in " + symbol;
    return title;
}

std::string DescribeDamage(const format::Damage& damage) {
    const std::string& text = damage.text();
    switch (static_cast<DamageKind>(damage.kind())) {
        case DamageKind::kDiscrepancy:
            return std::format("\"{}\" here, but \"{}\" elsewhere", text, damage.other());
        case DamageKind::kTornLine:
            return std::format("torn line: \"{}\"", text);
        case DamageKind::kMissingDigits:
            return std::format("\"{}\" has fewer digits than belong there", text);
        case DamageKind::kExtraDigits:
            return std::format("\"{}\" has more digits than belong there", text);
        case DamageKind::kWrappedLine:
            return std::format("line broken in two, read as one: \"{}\"", text);
        case DamageKind::kEatenAddress:
            return std::format("address lost, taken for markup: \"{}\"", text);
        case DamageKind::kBeginsInside:
            return "the text begins inside this event";
        case DamageKind::kEndsInside:
            return "the text ends inside this event";
        case DamageKind::kUnreadable:
            break;
    }
    return std::format("not understood: \"{}\"", text);
}

std::string DescribeLocation(const format::Location& where, std::optional<uint64_t> address) {
    if (where.symbol().empty()) return address ? std::format("0x{:x}", *address) : "";
    std::string text = where.symbol();
    if (where.has_offset()) text += std::format("+0x{:x}", where.offset());
    if (where.has_offset() && where.has_size()) text += std::format("/0x{:x}", where.size());
    if (!where.module().empty()) text += std::format(" [{}]", where.module());
    return text;
}

std::string CodeWords(const format::Event& event) {
    std::string_view bytes = event.code();
    size_t unit = std::clamp<size_t>(event.code_unit(), 1, 8);
    std::string text;
    while (!bytes.empty()) {
        std::string word(bytes.substr(0, unit));
        bytes.remove_prefix(word.size());
        std::ranges::reverse(word);
        text += HexOf(word);
    }
    return text;
}

std::vector<std::string> NotesOf(const format::CrashRecord& record, const format::Event& event) {
    std::vector<std::string> notes;
    if (event.dropped() != 0) {
        notes.push_back(std::format("{} elements of this event's lists did not fit the record", event.dropped()));
    }
    if (event.source() >= static_cast<uint32_t>(record.source_size())) return notes;
    const format::Source& source = record.source(static_cast<int>(event.source()));
    for (const std::string& note : source.note()) notes.push_back(source.name() + ": " + note);
    if (source.truncated()) notes.push_back(source.name() + ": the compressed stream ends early");
    if (source.salvaged()) notes.push_back(source.name() + ": found by scanning, its header is damaged");
    return notes;
}

}  // namespace faultbox
