#include "target/scrub/patterns.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "target/scrub/characters.h"

namespace faultbox::scrub {
namespace {

constexpr size_t kVinSize = 17;
// RFC 5321, 4.5.3.1: 64 of the local part; of the domain more than anybody uses.
constexpr size_t kMaxLocalPart = 64;
constexpr size_t kMaxDomain = 128;

char At(std::string_view text, size_t index) {
    return index < text.size() ? text[index] : '\0';
}

size_t CountWhile(std::string_view text, bool (*accept)(char), size_t limit) {
    size_t count = 0;
    while (count < limit && accept(At(text, count))) ++count;
    return count;
}

// 49 CFR 565.15, table III and IV: I, O and Q have no value.
constexpr std::string_view kVinLetters = "ABCDEFGHJKLMNPRSTUVWXYZ";
constexpr std::string_view kVinValues = "12345678123457923456789";
constexpr std::array<uint8_t, kVinSize> kVinWeights = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};

// Nothing for what is in no VIN.
std::optional<unsigned> VinValue(char c) {
    if (IsDigit(c)) return c - '0';
    size_t letter = kVinLetters.find(c);
    if (letter == std::string_view::npos) return std::nullopt;
    return kVinValues[letter] - '0';
}

bool HasVinCheckDigit(std::string_view vin) {
    unsigned sum = 0;
    for (size_t i = 0; i < kVinSize; ++i) sum += VinValue(vin[i]).value_or(0) * kVinWeights[i];
    unsigned digit = sum % 11;
    return vin[8] == (digit == 10 ? 'X' : static_cast<char>('0' + digit));
}

bool IsLocalPart(char c) {
    return IsWord(c) || c == '.' || c == '-' || c == '+' || c == '%';
}

bool IsLabel(char c) {
    return IsAlnum(c) || c == '-';
}

}  // namespace

// "00:1a:2b:3c:4d:5e"
size_t MatchMac(std::string_view text) {
    constexpr size_t kSize = 17;
    char separator = At(text, 2);
    if (separator != ':' && separator != '-') return 0;
    for (size_t i = 0; i < kSize; ++i) {
        char c = At(text, i);
        if (i % 3 == 2 ? c != separator : !IsHex(c)) return 0;
    }
    char next = At(text, kSize);
    // More pairs are another kind of number: "00:11:22:33:44:55:66:77".
    bool goes_on = IsWord(next) || (next == separator && IsHex(At(text, kSize + 1)));
    return goes_on ? 0 : kSize;
}

// "WVWZZZ1JZXW000001", "1M8GDM9AXKP042788"
size_t MatchVin(std::string_view text) {
    if (text.size() < kVinSize || IsWord(At(text, kVinSize))) return 0;
    std::string_view vin = text.substr(0, kVinSize);
    bool has_letter = false;
    for (char c : vin) {
        if (!VinValue(c)) return 0;
        has_letter = has_letter || IsLetter(c);
    }
    if (!has_letter || !std::ranges::all_of(vin.substr(kVinSize - 4), IsDigit)) return 0;
    bool is_north_american = vin[0] >= '1' && vin[0] <= '5';
    return is_north_american && !HasVinCheckDigit(vin) ? 0 : kVinSize;
}

// "192.168.1.17"
size_t MatchIpv4(std::string_view text) {
    size_t size = 0;
    for (int part = 0; part < 4; ++part) {
        if (part != 0 && At(text, size++) != '.') return 0;
        size_t digits = CountWhile(text.substr(std::min(size, text.size())), IsDigit, 4);
        if (digits == 0 || digits > 3 || (digits > 1 && text[size] == '0')) return 0;
        int value = 0;
        for (size_t i = 0; i < digits; ++i) value = value * 10 + (text[size + i] - '0');
        if (value > 255 || (part == 0 && value == 0)) return 0;
        size += digits;
    }
    char next = At(text, size);
    // "8.37.0.0-rc1", "1.2.3.4.5": a version.
    bool goes_on = IsWord(next) || next == '-' || next == '+' || (next == '.' && IsAlnum(At(text, size + 1)));
    return goes_on ? 0 : size;
}

// "fe80::21a:2bff:fe3c:4d5e", "2001:db8:0:0:0:0:0:1"
size_t MatchIpv6(std::string_view text) {
    size_t size = 0;
    int groups = 0;
    int gaps = 0;
    bool has_digit = false;
    while (groups < 8) {
        size_t digits = CountWhile(text.substr(size), IsHex, 5);
        if (digits > 4) return 0;
        for (size_t i = 0; i < digits; ++i) has_digit = has_digit || IsDigit(text[size + i]);
        groups += digits != 0;
        size += digits;
        if (At(text, size) != ':') break;
        if (At(text, size + 1) == ':') {
            ++gaps;
            size += 2;
        } else if (digits != 0 && IsHex(At(text, size + 1))) {
            ++size;
        } else {
            break;
        }
    }
    if (IsWord(At(text, size)) || At(text, size) == ':') return 0;
    bool is_address = (groups == 8 && gaps == 0) || (gaps == 1 && groups >= 2 && groups < 8 && has_digit);
    return is_address ? size : 0;
}

// "first.last@example.com"
size_t MatchEmail(std::string_view text) {
    size_t local = CountWhile(text, IsLocalPart, kMaxLocalPart + 1);
    if (local == 0 || local > kMaxLocalPart || At(text, local) != '@') return 0;
    std::string_view domain = text.substr(local + 1);
    size_t size = 0;
    size_t last = 0;  // where the last label begins
    while (size < kMaxDomain) {
        size_t label = CountWhile(domain.substr(size), IsLabel, kMaxDomain);
        if (label == 0) break;
        // A device of the device tree: "ethernet@48484000.mac".
        if (size == 0 && label >= 6 && IsDigit(domain[0]) && CountWhile(domain, IsHex, label) == label) return 0;
        last = size;
        size += label;
        if (At(domain, size) != '.' || !IsLabel(At(domain, size + 1))) break;
        ++size;
    }
    size_t letters = CountWhile(domain.substr(last), IsLetter, kMaxDomain);
    bool is_domain = last != 0 && letters >= 2 && last + letters == size && !IsWord(At(domain, size));
    return is_domain ? local + 1 + size : 0;
}

}  // namespace faultbox::scrub
