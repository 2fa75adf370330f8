#include "target/oops/cursor.h"

#include <charconv>
#include <system_error>

namespace faultbox {
namespace {

constexpr std::string_view kBlanks = " \t";

}  // namespace

void Cursor::SkipSpaces() {
    size_t count = 0;
    while (count < rest_.size() && kBlanks.contains(rest_[count])) ++count;
    rest_.remove_prefix(count);
}

bool Cursor::Skip(std::string_view literal) {
    if (!rest_.starts_with(literal)) return false;
    rest_.remove_prefix(literal.size());
    return true;
}

bool Cursor::SkipPast(std::string_view literal) {
    size_t at = rest_.find(literal);
    if (at == std::string_view::npos) return false;
    rest_.remove_prefix(at + literal.size());
    return true;
}

std::optional<uint64_t> Cursor::Decimal() {
    uint64_t value = 0;
    auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc()) return std::nullopt;
    rest_.remove_prefix(static_cast<size_t>(end - rest_.data()));
    return value;
}

std::optional<uint32_t> Cursor::Decimal32() {
    Cursor ahead = *this;
    std::optional<uint64_t> value = ahead.Decimal();
    if (!value || *value > UINT32_MAX) return std::nullopt;
    *this = ahead;
    return static_cast<uint32_t>(*value);
}

std::string_view Cursor::HexDigits() {
    size_t count = 0;
    while (count < rest_.size() && IsHexDigit(rest_[count])) ++count;
    return Take(count);
}

std::optional<uint64_t> Cursor::Hex() {
    Cursor ahead = *this;
    ahead.Skip("0x");
    std::optional<uint64_t> value = ParseHex(ahead.HexDigits());
    if (value) *this = ahead;
    return value;
}

std::string_view Cursor::Token() {
    size_t end = rest_.find_first_of(kBlanks);
    return Take(end == std::string_view::npos ? rest_.size() : end);
}

std::string_view Cursor::Until(std::string_view literal) {
    size_t at = rest_.find(literal);
    if (at == std::string_view::npos) return Take(rest_.size());
    std::string_view taken = Take(at);
    rest_.remove_prefix(literal.size());
    return taken;
}

std::string_view Cursor::Take(size_t count) {
    std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
}

std::optional<uint64_t> ParseHex(std::string_view digits) {
    constexpr size_t kMostDigits = 16;
    if (!IsHex(digits) || digits.size() > kMostDigits) return std::nullopt;
    uint64_t value = 0;
    for (char c : digits) {
        // The letters' low four bits are 1 to 6 in either case.
        unsigned digit = IsDecimalDigit(c) ? c - '0' : (c & 0xf) + 9;
        value = value << 4 | digit;
    }
    return value;
}

bool IsDecimalDigit(char c) {
    return c >= '0' && c <= '9';
}

bool IsHexDigit(char c) {
    return IsDecimalDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool IsHex(std::string_view text) {
    for (char c : text) {
        if (!IsHexDigit(c)) return false;
    }
    return !text.empty();
}

std::string_view Trim(std::string_view text) {
    size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return text.substr(text.size());
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

}  // namespace faultbox
