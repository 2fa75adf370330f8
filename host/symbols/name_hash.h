#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace faultbox {

/// Mixes `value` into `hash`: the 128-bit product folded to its half.
inline uint64_t MixHash(uint64_t hash, uint64_t value) {
    auto product = static_cast<unsigned __int128>(hash ^ value ^ 0x9e37'79b9'7f4a'7c15) * 0xd6e8'feb8'6659'fd93;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

/// Hash of bytes, the same in every run and build, as saved indexes keep it. For look-ups and against damage by chance,
/// not against an adversary.
inline uint64_t HashText(std::string_view text) {
    uint64_t hash = MixHash(text.size(), 0);
    while (text.size() >= 8) {
        uint64_t word = 0;
        std::memcpy(&word, text.data(), 8);
        hash = MixHash(hash, word);
        text.remove_prefix(8);
    }
    uint64_t rest = 0;
    if (!text.empty()) std::memcpy(&rest, text.data(), text.size());
    return MixHash(hash, rest);
}

}  // namespace faultbox
