#include "target/oops/cursor.h"

#include "arch/common/number_text.h"

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
    return TakeNumber(rest_);
}

std::optional<uint32_t> Cursor::Decimal32() {
    std::optional<uint64_t> value = TakeNumber(rest_, 10, UINT32_MAX);
    if (!value) return std::nullopt;
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
    if (digits.size() > kMostDigits) return std::nullopt;
    return ParseNumber(digits, 16);
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
