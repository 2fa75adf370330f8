#include "target/codec/reed_solomon.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

#include "tests/unit/target/codec/slow_reed_solomon.h"
#include "tests/unit/target/codec/zlib_oracle.h"

namespace faultbox::codec {
namespace {

// The header of a real 6.1 kernel's pmsg zone of 4 KiB and its last 16 bytes, the header's parity (ramoops.ecc=1).
constexpr std::array<uint8_t, 12> kHeader = {'D', 'B', 'G', 'C', 17, 0, 0, 0, 17, 0, 0, 0};
constexpr std::array<uint8_t, 16> kHeaderParity = {0xc8, 0xa5, 0x63, 0x1f, 0x86, 0x83, 0xdb, 0x0e,
                                                   0xa1, 0xcb, 0xb1, 0x2f, 0x15, 0xcb, 0x7f, 0x96};

TEST(ReedSolomon, EncodesAsTheKernelDoes) {
    std::array<uint8_t, 16> parity{};
    ASSERT_TRUE(ReedSolomonEncode(kHeader, parity));
    EXPECT_EQ(parity, kHeaderParity);
    EXPECT_EQ(SlowParity({kHeader.begin(), kHeader.end()}, 16), std::vector<uint8_t>(parity.begin(), parity.end()));
}

TEST(ReedSolomon, EncodesAsTheSlowWay) {
    for (size_t size : {1, 12, 52, 128, 191}) {
        for (size_t roots : {1, 2, 8, 15, 16, 32, 64}) {
            std::vector<uint8_t> data = Noise(size, static_cast<uint32_t>(size * roots)), parity(roots);
            ASSERT_TRUE(ReedSolomonEncode(data, parity));
            EXPECT_EQ(parity, SlowParity(data, roots));
        }
    }
}

// Flips `count` different bytes of data and parity.
void Damage(std::vector<uint8_t>& data, std::vector<uint8_t>& parity, size_t count, std::mt19937& random) {
    std::vector<size_t> places(data.size() + parity.size());
    for (size_t i = 0; i < places.size(); ++i) places[i] = i;
    std::ranges::shuffle(places, random);
    for (size_t i = 0; i < count; ++i) {
        size_t at = places[i];
        (at < data.size() ? data[at] : parity[at - data.size()]) ^= static_cast<uint8_t>(1 + random() % 255);
    }
}

TEST(ReedSolomon, CorrectsUpToHalfItsParity) {
    std::mt19937 random(7);
    for (size_t size : {12, 52, 128, 191}) {
        for (size_t roots : {1, 2, 4, 15, 16, 32, 64}) {
            for (size_t errors = 0; errors <= roots / 2 && errors <= size; ++errors) {
                std::vector<uint8_t> data = Noise(size, static_cast<uint32_t>(random()));
                std::vector<uint8_t> parity = SlowParity(data, roots), good_data = data, good_parity = parity;
                Damage(data, parity, errors, random);
                EXPECT_EQ(ReedSolomonCorrect(data, parity), errors);
                EXPECT_EQ(data, good_data);
                EXPECT_EQ(parity, good_parity);
            }
        }
    }
}

// One error more is nearly always noticed: what is taken for a correction must at least be another codeword.
TEST(ReedSolomon, NeverMakesUpWhatIsNoCodeword) {
    std::mt19937 random(8);
    int noticed = 0;
    constexpr int kTries = 500;
    for (int i = 0; i < kTries; ++i) {
        std::vector<uint8_t> data = Noise(128, static_cast<uint32_t>(random()));
        std::vector<uint8_t> parity = SlowParity(data, 16);
        Damage(data, parity, 9 + random() % 40, random);
        std::vector<uint8_t> bad_data = data, bad_parity = parity;
        if (ReedSolomonCorrect(data, parity)) {
            EXPECT_EQ(SlowParity(data, 16), parity);
        } else {
            ++noticed;
            EXPECT_EQ(data, bad_data);
            EXPECT_EQ(parity, bad_parity);
        }
    }
    EXPECT_GE(noticed, kTries - 2);  // One in 8! decodes to something.
}

TEST(ReedSolomon, RefusesCodewordsBeyondTheField) {
    std::vector<uint8_t> data(240), parity(16), many(128);
    EXPECT_FALSE(ReedSolomonEncode(data, parity));
    EXPECT_FALSE(ReedSolomonCorrect(data, parity));
    EXPECT_FALSE(ReedSolomonEncode(std::span(data).first(10), many));
    EXPECT_FALSE(ReedSolomonCorrect(std::span(data).first(10), many));
}

}  // namespace
}  // namespace faultbox::codec
