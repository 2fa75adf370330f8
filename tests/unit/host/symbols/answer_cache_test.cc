#include "host/symbols/answer_cache.h"

#include <gtest/gtest.h>

#include <string>

namespace faultbox {
namespace {

TEST(AnswerCache, AsksOnceAsLongAsThereIsRoom) {
    AnswerCache<uint64_t, 1024> cache;
    int asked = 0;
    for (int round = 0; round < 3; ++round) {
        for (uint64_t address : {0x1000, 0x2000, 0x3000}) {
            EXPECT_EQ(cache.Get(address, [&] { return ++asked, 2 * address; }), 2 * address);
        }
    }
    EXPECT_EQ(asked, 3);
}

// Many more keys than places: an answer may be asked for again, and is never that of another key.
TEST(AnswerCache, AnswersOfOtherKeysAreNotGiven) {
    AnswerCache<uint64_t, 256> cache;
    int asked = 0;
    for (int round = 0; round < 2; ++round) {
        for (uint64_t key = 0; key < 20'000; ++key) {
            ASSERT_EQ(cache.Get(key, [&] { return ++asked, ~key; }), ~key);
        }
    }
    EXPECT_GT(asked, 20'000);
    EXPECT_EQ(cache.Get(uint64_t{19'999}, [&] { return ++asked, uint64_t{0}; }), ~uint64_t{19'999});
}

TEST(AnswerCache, TakesNamesByView) {
    AnswerCache<size_t, 64, std::string> cache;
    for (std::string_view name : {"kfree", "kmalloc", "kfree"}) {
        EXPECT_EQ(cache.Get(name, [&] { return name.size(); }), name.size());
    }
}

// What is asked for one answer may need others of the same kind.
TEST(AnswerCache, AnAnswerMayAskForOthers) {
    AnswerCache<uint64_t, 64> cache;
    auto sum_to = [&](auto& self, uint64_t n) -> uint64_t {
        return cache.Get(n, [&] { return n == 0 ? 0 : n + self(self, n - 1); });
    };
    EXPECT_EQ(sum_to(sum_to, 1'000), 500'500u);
}

}  // namespace
}  // namespace faultbox
