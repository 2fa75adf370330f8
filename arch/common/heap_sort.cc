#include "arch/common/heap_sort.h"

#include <algorithm>
#include <cstdint>

namespace faultbox {
namespace {

class Heap {
  public:
    Heap(void* items, size_t item_bytes, bool (*is_less)(const void* a, const void* b))
        : items_(static_cast<uint8_t*>(items)), item_bytes_(item_bytes), is_less_(is_less) {}

    void Swap(size_t a, size_t b) const { std::swap_ranges(At(a), At(a) + item_bytes_, At(b)); }

    // Lets the item at `parent` sink until no item below it, of the first `end`, is greater.
    void Sink(size_t parent, size_t end) const {
        while (true) {
            size_t child = 2 * parent + 1;
            if (child >= end) return;
            if (child + 1 < end && is_less_(At(child), At(child + 1))) ++child;
            if (!is_less_(At(parent), At(child))) return;
            Swap(parent, child);
            parent = child;
        }
    }

  private:
    uint8_t* At(size_t index) const { return items_ + index * item_bytes_; }

    uint8_t* items_;
    size_t item_bytes_;
    bool (*is_less_)(const void* a, const void* b);
};

}  // namespace

void HeapSort(void* items, size_t count, size_t item_bytes, bool (*is_less)(const void* a, const void* b)) {
    Heap heap(items, item_bytes, is_less);
    for (size_t i = count / 2; i-- > 0;) heap.Sink(i, count);
    for (size_t end = count; end-- > 1;) {
        heap.Swap(0, end);
        heap.Sink(0, end);
    }
}

}  // namespace faultbox
