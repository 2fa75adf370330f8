#include "arch/common/heap_sort.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

namespace faultbox {
namespace {

struct Item {
    uint64_t key;
    uint8_t payload;
};

TEST(HeapSort, SortsAsTheLibraryDoes) {
    std::mt19937 random(1);
    for (size_t count = 0; count < 100; ++count) {
        std::vector<Item> items(count);
        for (Item& item : items) item = {random() % 50, static_cast<uint8_t>(random())};
        std::vector<Item> expected = items;
        auto is_less = [](const Item& a, const Item& b) {
            return a.key != b.key ? a.key < b.key : a.payload < b.payload;
        };
        std::ranges::sort(expected, is_less);
        HeapSort(std::span(items), is_less);
        bool is_equal = std::ranges::equal(
            items, expected, [](const Item& a, const Item& b) { return a.key == b.key && a.payload == b.payload; });
        EXPECT_TRUE(is_equal) << count;
    }
}

}  // namespace
}  // namespace faultbox
