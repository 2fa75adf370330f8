#pragma once

#include <cstddef>
#include <span>
#include <type_traits>

namespace faultbox {

/// Sorts in place the `count` items of `item_bytes` each, which can be copied as bytes.
void HeapSort(void* items, size_t count, size_t item_bytes, bool (*is_less)(const void* a, const void* b));

/// The same for `is_less` of two T, a lambda without captures. One piece of code sorts all types: std::ranges::sort
/// takes 2 KB for each, a heap sort of the library 400 bytes.
template <typename T, typename Less>
void HeapSort(std::span<T> items, Less) {
    static_assert(std::is_trivially_copyable_v<T> && std::is_empty_v<Less>);
    HeapSort(items.data(), items.size(), sizeof(T),
             [](const void* a, const void* b) { return Less()(*static_cast<const T*>(a), *static_cast<const T*>(b)); });
}

}  // namespace faultbox
