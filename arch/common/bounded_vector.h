#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>

namespace faultbox {

/// Up to `kCapacity` elements without allocation. What does not fit is counted, never silently lost: a record can say
/// "and 12 more". (std::inplace_vector is C++26 and does not count.)
template <typename T, size_t kCapacity>
class BoundedVector {
    static_assert(std::is_trivially_copyable_v<T>);

  public:
    constexpr BoundedVector() {}

    /// Appends, or counts the element as dropped and returns false.
    bool Append(const T& value) {
        if (size_ == kCapacity) {
            ++dropped_;
            return false;
        }
        std::construct_at(&elements_[size_++], value);
        return true;
    }

    size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    bool full() const { return size_ == kCapacity; }
    /// How many appends were refused.
    uint32_t dropped() const { return dropped_; }
    static constexpr size_t capacity() { return kCapacity; }
    /// Forgets what is behind the first `size` elements.
    void Truncate(uint64_t size) {
        if (size < size_) size_ = static_cast<uint32_t>(size);
    }
    void clear() { size_ = dropped_ = 0; }

    /// `index` must be below `size()`.
    T& operator[](size_t index) { return elements_[index]; }
    const T& operator[](size_t index) const { return elements_[index]; }
    T& back() { return elements_[size_ - 1]; }
    const T& back() const { return elements_[size_ - 1]; }
    T* begin() { return elements_; }
    T* end() { return elements_ + size_; }
    const T* begin() const { return elements_; }
    const T* end() const { return elements_ + size_; }
    operator std::span<const T>() const { return {elements_, size_}; }

  private:
    union {
        T elements_[kCapacity];
    };
    uint32_t size_ = 0;
    uint32_t dropped_ = 0;
};

}  // namespace faultbox
