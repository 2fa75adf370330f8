#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>

namespace faultbox {

/// Answers to a question about an address (or a type by its number, or a name), of which crashes ask the same ones
/// again and again. Holds at most `kLimit`; when full it forgets all of them, which a batch with more places pays once
/// in so many.
template <typename Answer, size_t kLimit, typename Key = uint64_t>
class AnswerCache {
  public:
    /// What `find` gives for the key: called when the answer is not known. The reference holds until the next call.
    template <typename Find>
    const Answer& Get(const Key& key, Find&& find) {
        auto known = answers_.find(key);
        if (known != answers_.end()) return known->second;
        Answer answer = find();
        if (answers_.size() >= kLimit) answers_.clear();
        return answers_.emplace(key, std::move(answer)).first->second;
    }

  private:
    std::unordered_map<Key, Answer> answers_;
};

}  // namespace faultbox
