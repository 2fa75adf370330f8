#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>

namespace faultbox {

/// Answers to a question about an address (or a type, by its number), of which crashes ask the same ones again and
/// again. Holds at most `kLimit`; when full it forgets all of them, which a batch with more places pays once in so
/// many.
template <typename Answer, size_t kLimit>
class AnswerCache {
  public:
    /// What `find` gives for the address: called when the answer is not known. The reference holds until the next call.
    template <typename Find>
    const Answer& Get(uint64_t address, Find&& find) {
        auto known = answers_.find(address);
        if (known != answers_.end()) return known->second;
        Answer answer = find();
        if (answers_.size() >= kLimit) answers_.clear();
        return answers_.emplace(address, std::move(answer)).first->second;
    }

  private:
    std::unordered_map<uint64_t, Answer> answers_;
};

}  // namespace faultbox
