#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace faultbox::unwind {

/// The stack words that a crash shows: the only memory there is to unwind with. Read only, bounded.
class StackMemory {
  public:
    StackMemory() = default;
    /// `words` are what stood from `address` upwards, `word_size` bytes each: 4 or 8.
    StackMemory(uint64_t address, std::vector<uint64_t> words, uint8_t word_size)
        : address_(address), words_(std::move(words)), word_size_(word_size) {}

    bool empty() const { return words_.empty(); }
    /// The word at `address`; nullopt where it is not aligned or lies outside.
    std::optional<uint64_t> Word(uint64_t address) const {
        uint64_t offset = address - address_;
        if (address < address_ || offset % word_size_ != 0 || offset / word_size_ >= words_.size()) return std::nullopt;
        return words_[static_cast<size_t>(offset / word_size_)];
    }
    uint8_t word_size() const { return word_size_; }

  private:
    uint64_t address_ = 0;
    std::vector<uint64_t> words_;
    uint8_t word_size_ = 8;
};

}  // namespace faultbox::unwind
