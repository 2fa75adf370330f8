#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "host/symbols/name_hash.h"

namespace faultbox {

/// Answers to a question about an address (or a type by its number, or a name), of which crashes ask the same ones
/// again and again. Holds at most `kLimit`, each in the one place that its key has, where another may take its place.
template <typename Answer, size_t kLimit, typename Key = uint64_t>
class AnswerCache {
    static_assert(std::has_single_bit(kLimit));

  public:
    /// What `find` gives for the key: called when the answer is not known. `key` is a Key or what compares with one.
    /// The reference holds until the next call.
    template <typename AnyKey, typename Find>
    const Answer& Get(const AnyKey& key, Find&& find) {
        const uint64_t hash = HashOf(key);
        if (!places_.empty()) {
            Place& place = places_[hash & (places_.size() - 1)];
            if (place && place->key == key) return place->answer;
        }
        Answer answer = find();
        if (2 * ++kept_ > places_.size() && places_.size() < kLimit) Grow();
        return places_[hash & (places_.size() - 1)].emplace(Known{Key(key), std::move(answer)}).answer;
    }

  private:
    struct Known {
        Key key;
        Answer answer;
    };
    using Place = std::optional<Known>;

    static uint64_t HashOf(uint64_t key) { return MixHash(key, 0); }
    static uint64_t HashOf(std::string_view key) { return HashText(key); }

    void Grow() {
        constexpr size_t kFirst = 64, kFactor = 4;
        std::vector<Place> larger(std::min(kLimit, places_.empty() ? kFirst : places_.size() * kFactor));
        for (Place& place : places_) {
            if (place) larger[HashOf(place->key) & (larger.size() - 1)] = std::move(place);
        }
        places_ = std::move(larger);
    }

    std::vector<Place> places_;  // As many as a power of two, or none.
    size_t kept_ = 0;            // Answers so far, those that had to give way included.
};

}  // namespace faultbox
