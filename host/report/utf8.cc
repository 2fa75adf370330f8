#include "host/report/utf8.h"

#include <algorithm>
#include <cstdint>
#include <format>

namespace faultbox {
namespace {

constexpr char32_t kReplacement = 0xfffd;

// What may follow a lead byte: how many bytes, and the range of the second one (Unicode 15, table 3-7).
struct Lead {
    size_t size = 1;
    uint8_t second_low = 0x80;
    uint8_t second_high = 0xbf;
};

Lead ClassifyLead(uint8_t byte) {
    if (byte >= 0xc2 && byte <= 0xdf) return {2};
    if (byte == 0xe0) return {3, 0xa0, 0xbf};
    if (byte == 0xed) return {3, 0x80, 0x9f};
    if (byte >= 0xe1 && byte <= 0xef) return {3};
    if (byte == 0xf0) return {4, 0x90, 0xbf};
    if (byte >= 0xf1 && byte <= 0xf3) return {4};
    if (byte == 0xf4) return {4, 0x80, 0x8f};
    return {1};
}

}  // namespace

CodePoint DecodeUtf8(std::string_view text) {
    auto first = static_cast<uint8_t>(text[0]);
    if (first < 0x80) return {first, 1, true};
    Lead lead = ClassifyLead(first);
    if (lead.size == 1) return {kReplacement, 1, false};
    char32_t value = first & (0x7f >> lead.size);
    for (size_t i = 1; i < lead.size; ++i) {
        if (i >= text.size()) return {kReplacement, i, false};
        auto byte = static_cast<uint8_t>(text[i]);
        uint8_t low = i == 1 ? lead.second_low : 0x80;
        uint8_t high = i == 1 ? lead.second_high : 0xbf;
        if (byte < low || byte > high) return {kReplacement, i, false};
        value = value << 6 | (byte & 0x3f);
    }
    return {value, lead.size, true};
}

bool IsPrintable(char32_t c) {
    if (c < 0x20 || (c >= 0x7f && c <= 0x9f)) return false;
    // Zero-width and directional characters (Unicode 15, section 23.2 "Layout Controls"), and the byte order mark.
    if ((c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f)) return false;
    return c != 0x061c && c != 0xfeff;
}

std::string Printable(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        CodePoint next = DecodeUtf8(text);
        if (next.valid && IsPrintable(next.value)) {
            result += text.substr(0, next.size);
        } else if (next.value == '\t') {
            result += ' ';
        } else if (next.valid && next.value > 0xff) {
            result += std::format("\\u{:04x}", static_cast<uint32_t>(next.value));
        } else if (next.valid) {
            result += std::format("\\x{:02x}", static_cast<uint32_t>(next.value));
        } else {
            for (char c : text.substr(0, next.size)) result += std::format("\\x{:02x}", static_cast<uint8_t>(c));
        }
        text.remove_prefix(next.size);
    }
    return result;
}

size_t ColumnsOf(std::string_view text) {
    // Every byte but the continuation bytes begins a code point.
    return static_cast<size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

}  // namespace faultbox
