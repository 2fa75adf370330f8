#include "target/harvest/log_containment.h"

#include <algorithm>

#include "arch/common/text_line.h"

namespace faultbox::harvest {
namespace {

constexpr int kMaxAttempts = 64;

// "<4>[    1.234567] text" without the level; facility and level of /dev/kmsg can have three digits.
std::string_view WithoutLevel(std::string_view line) {
    if (!line.starts_with('<')) return line;
    size_t end = line.find('>');
    if (end == std::string_view::npos || end < 2 || end > 4) return line;
    return line.substr(end + 1);
}

// "Panic#2 Part1"
bool IsRecordHeader(std::string_view line) {
    size_t hash = line.find('#');
    return hash != std::string_view::npos && line.find(" Part", hash) != std::string_view::npos && line.size() < 40;
}

bool BeginsWithLines(std::string_view whole, std::string_view part) {
    while (!part.empty()) {
        if (whole.empty() || WithoutLevel(TakeLine(whole)) != WithoutLevel(TakeLine(part))) return false;
    }
    return true;
}

}  // namespace

bool ContainsLog(std::string_view whole, std::string_view part) {
    std::string_view rest = part;
    if (IsRecordHeader(TakeLine(rest))) part = rest;
    if (part.empty()) return true;
    rest = part;
    std::string_view first = WithoutLevel(TakeLine(rest));
    for (int attempts = 0; !whole.empty() && attempts < kMaxAttempts;) {
        if (WithoutLevel(TakeLine(whole)) != first) continue;
        if (BeginsWithLines(whole, rest)) return true;
        ++attempts;
    }
    return false;
}

std::string_view Lines(std::string_view text, uint32_t first, uint32_t count) {
    for (uint32_t line = 1; line < first && !text.empty(); ++line) TakeLine(text);
    std::string_view rest = text;
    for (uint32_t line = 0; line < count && !rest.empty(); ++line) TakeLine(rest);
    return text.substr(0, text.size() - rest.size());
}

}  // namespace faultbox::harvest
