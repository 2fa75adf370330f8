#include "target/record/dump_text.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace faultbox::record {
namespace {

// Takes a decimal number off the front.
std::optional<uint32_t> TakeNumber(std::string_view& text) {
    uint32_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    return value;
}

bool TakePrefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

bool IsLetter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

void ReadDumpHeader(std::string_view text, SourceFacts& facts) {
    auto end_of_reason = std::ranges::find_if_not(text, IsLetter);
    std::string_view reason(text.begin(), end_of_reason);
    text.remove_prefix(reason.size());
    if (reason.empty() || !TakePrefix(text, "#")) return;
    std::optional<uint32_t> count = TakeNumber(text);
    if (!count || !TakePrefix(text, " Part")) return;
    std::optional<uint32_t> part = TakeNumber(text);
    if (!part || !(text.empty() || text.starts_with('\n'))) return;
    facts.reason = reason;
    facts.count = count;
    facts.part = part;
}

std::string_view TakeEccNotice(std::string_view text, SourceFacts& facts) {
    if (!text.ends_with('\n')) return text;
    size_t begin = text.rfind('\n', text.size() - 2);
    if (text.size() < 2 || begin == std::string_view::npos) return text;
    std::string_view notice = text.substr(begin + 1);
    TakePrefix(notice, "ECC: ");  // newer kernels only
    // "\nNo errors detected\n"
    if (notice == "No errors detected\n") {
        facts.ecc_corrected = facts.ecc_uncorrectable = 0;
        return text.substr(0, begin);
    }
    // "\n3 Corrected bytes, 0 unrecoverable blocks\n"
    std::optional<uint32_t> corrected = TakeNumber(notice);
    if (!corrected || !TakePrefix(notice, " Corrected bytes, ")) return text;
    std::optional<uint32_t> uncorrectable = TakeNumber(notice);
    if (!uncorrectable || notice != " unrecoverable blocks\n") return text;
    facts.ecc_corrected = corrected;
    facts.ecc_uncorrectable = uncorrectable;
    return text.substr(0, begin);
}

}  // namespace faultbox::record
