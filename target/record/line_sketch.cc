#include "target/record/line_sketch.h"

#include <algorithm>

#include "arch/common/text_line.h"
#include "target/record/fnv.h"

namespace faultbox::record {
namespace {

bool IsDigit(char c) {
    return c >= '0' && c <= '9';
}

// "<4>[  413.571591] Internal error: ..." without level and carriage return: consoles write "[  413.571591] ...\r\n".
std::string_view Strip(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    size_t level_end = line.starts_with('<') ? line.substr(0, 6).find('>') : std::string_view::npos;
    return level_end == std::string_view::npos ? line : line.substr(level_end + 1);
}

// "[  413.571591]" or "[  413.571591][    T1]". A clock that counts in ticks ("[    1.230000]"), or not yet, shows the
// same time in many boots.
bool TellsBoot(std::string_view line) {
    size_t dot = line.substr(0, 16).find('.');
    if (!line.starts_with('[') || dot == std::string_view::npos || dot < 2 || line.size() < dot + 8) return false;
    std::string_view fraction = line.substr(dot + 1, 6);
    return IsDigit(line[dot - 1]) && std::ranges::all_of(fraction, IsDigit) && line[dot + 7] == ']' &&
           !fraction.ends_with("000");
}

void Insert(uint32_t hash, LineSketch& sketch) {
    // 0 stands for none.
    if (hash == 0 || std::ranges::find(sketch, hash) != sketch.end()) return;
    for (uint32_t& place : sketch) {
        if (place == 0 || hash < place) std::swap(place, hash);
        if (hash == 0) return;
    }
}

LineSketch Hash(std::string_view text, uint64_t seed, bool stamped_only) {
    LineSketch sketch{};
    while (!text.empty()) {
        std::string_view line = Strip(TakeLine(text));
        if (line.empty() || (stamped_only && !TellsBoot(line))) continue;
        Fnv1a hash;
        hash.AddNumber(seed);
        hash.Add(line);
        Insert(static_cast<uint32_t>(hash.hash() ^ hash.hash() >> 32), sketch);
    }
    return sketch;
}

size_t SizeOf(const LineSketch& sketch) {
    return static_cast<size_t>(std::ranges::find(sketch, 0u) - sketch.begin());
}

// Up to where the sketch holds the hash of every line.
uint32_t CompleteTo(const LineSketch& sketch) {
    return sketch.back() == 0 ? UINT32_MAX : sketch.back();
}

}  // namespace

LineSketch MakeSketch(std::string_view lines, uint64_t seed) {
    LineSketch stamped = Hash(lines, 0, true);
    return stamped.front() != 0 ? stamped : Hash(lines, seed, false);
}

void Merge(const LineSketch& from, LineSketch& into) {
    for (uint32_t line : from) Insert(line, into);
}

bool AreOfOneEvent(const DatedSketch& a, const DatedSketch& b) {
    uint64_t apart = a.time_us > b.time_us ? a.time_us - b.time_us : b.time_us - a.time_us;
    return (a.time_us == 0 || b.time_us == 0 || apart <= kSameDumpUs) && AreOfOneEvent(a.lines, b.lines);
}

bool AreOfOneEvent(const LineSketch& a, const LineSketch& b) {
    uint32_t limit = std::min(CompleteTo(a), CompleteTo(b));
    auto counts = [&](uint32_t line) { return line != 0 && line <= limit; };
    auto in_a = std::ranges::count_if(a, counts), in_b = std::ranges::count_if(b, counts);
    auto common =
        std::ranges::count_if(a, [&](uint32_t line) { return counts(line) && std::ranges::find(b, line) != b.end(); });
    auto enough = static_cast<std::ptrdiff_t>(std::min<size_t>({2, SizeOf(a), SizeOf(b)}));
    return common != 0 && common >= enough && 2 * common >= std::min(in_a, in_b);
}

}  // namespace faultbox::record
