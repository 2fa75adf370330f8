#include "target/scrub/scrub.h"

#include <algorithm>
#include <string_view>

#include "target/config/config.h"
#include "target/scrub/characters.h"
#include "target/scrub/patterns.h"

namespace faultbox::scrub {
namespace {

struct Pattern {
    uint8_t bit;
    std::string_view not_behind;  ///< Characters that it is a part of something else behind.
    size_t (*match)(std::string_view);
};

constexpr Pattern kPatterns[] = {
    {config::kScrubMac, ".+:-", MatchMac},  {config::kScrubVin, ".+", MatchVin},
    {config::kScrubIpv4, ".+-", MatchIpv4}, {config::kScrubIpv6, ".+:-", MatchIpv6},
    {config::kScrubEmail, "@", MatchEmail},
};

// Linux version 6.1.0-31-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0, ...
// Hardware name: LENOVO 20L8S2N806/20L8S2N806, BIOS N22ET64W (1.41 ) 04/16/2020
constexpr std::string_view kKeptLines[] = {"Linux version ", "Hardware name: "};

// CPU: 0 PID: 1 Comm: swapper Not tainted 2.6.32.59 #1
// iwlwifi 0000:03:00.0: loaded firmware version 8.83.5.1
constexpr std::string_view kVersionWords[] = {"ainted", "ersion", "irmware", "BIOS", "elease",
                                              "river",  "Linux",  " fw",     " FW"};

bool ContainsAny(std::string_view line, std::span<const std::string_view> words) {
    return std::ranges::any_of(words, [=](std::string_view word) { return line.contains(word); });
}

// A colon or a dash behind a word is punctuation ("MAC:00:1a:..."), behind hexadecimal digits it need not be.
bool IsPunctuation(std::string_view line, size_t at) {
    if (line[at] != ':' && line[at] != '-') return false;
    while (at != 0 && IsHex(line[at - 1])) --at;
    return at != 0 && IsWord(line[at - 1]);
}

// Of what begins at `at`.
size_t MatchAny(std::string_view line, size_t at, uint8_t classes) {
    char before = at == 0 ? ' ' : line[at - 1];
    bool is_punctuation = at != 0 && IsPunctuation(line, at - 1);
    for (const Pattern& pattern : kPatterns) {
        if ((classes & pattern.bit) == 0) continue;
        if (!is_punctuation && pattern.not_behind.contains(before)) continue;
        if (size_t size = pattern.match(line.substr(at)); size != 0) return size;
    }
    return 0;
}

void ScrubLine(std::span<char> line, uint8_t classes) {
    std::string_view text(line.data(), line.size());
    if (ContainsAny(text, kKeptLines)) return;
    if ((classes & config::kScrubIpv4) != 0 && ContainsAny(text, kVersionWords)) classes &= ~config::kScrubIpv4;
    for (size_t i = 0; i < line.size(); ++i) {
        if (!IsWord(line[i]) && line[i] != ':') continue;
        if (i != 0 && IsWord(line[i - 1])) continue;
        size_t size = MatchAny(text, i, classes);
        for (char& c : line.subspan(i, size)) {
            if (IsAlnum(c)) c = 'x';
        }
        if (size != 0) i += size - 1;
    }
}

}  // namespace

void ScrubText(std::span<char> text, uint8_t classes) {
    if (classes == 0) return;
    while (!text.empty()) {
        auto size = static_cast<size_t>(std::ranges::find(text, '\n') - text.begin());
        ScrubLine(text.first(size), classes);
        text = text.subspan(std::min(size + 1, text.size()));
    }
}

}  // namespace faultbox::scrub
