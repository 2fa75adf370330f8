#include "target/codec/reed_solomon.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace faultbox::codec {
namespace {

// Independent of the decoder: multiplication bit by bit, encoding by long division by the generator.
uint8_t Multiply(uint8_t a, uint8_t b) {
    unsigned product = 0;
    for (unsigned bit = 0; bit < 8; ++bit) {
        if (b >> bit & 1) product ^= static_cast<unsigned>(a) << bit;
    }
    for (unsigned bit = 15; bit >= 8; --bit) {
        if (product >> bit & 1) product ^= 0x11du << (bit - 8);
    }
    return static_cast<uint8_t>(product);
}

std::vector<uint8_t> Encode(const std::vector<uint8_t>& data, size_t roots) {
    std::vector<uint8_t> generator = {1};  // Highest power first.
    uint8_t root = 1;
    for (size_t i = 0; i < roots; ++i, root = Multiply(root, 2)) {
        generator.push_back(0);
        for (size_t j = generator.size() - 1; j > 0; --j) generator[j] ^= Multiply(generator[j - 1], root);
    }
    std::vector<uint8_t> rest(data);
    rest.resize(data.size() + roots);
    for (size_t i = 0; i < data.size(); ++i) {
        uint8_t factor = rest[i];
        for (size_t j = 0; j < generator.size(); ++j) rest[i + j] ^= Multiply(generator[j], factor);
    }
    return {rest.end() - static_cast<ptrdiff_t>(roots), rest.end()};
}

class ReedSolomon : public testing::TestWithParam<std::pair<size_t, size_t>> {};  // data size, roots

TEST_P(ReedSolomon, CorrectsUpToHalfItsParity) {
    auto [size, roots] = GetParam();
    std::mt19937 random(static_cast<unsigned>(size * 31 + roots));
    for (int round = 0; round < 200; ++round) {
        std::vector<uint8_t> data(size);
        for (uint8_t& byte : data) byte = static_cast<uint8_t>(random());
        std::vector<uint8_t> parity = Encode(data, roots);
        std::vector<uint8_t> damaged = data, damaged_parity = parity;
        size_t errors = random() % (roots / 2 + 1);
        std::vector<size_t> places(size + roots);
        for (size_t i = 0; i < places.size(); ++i) places[i] = i;
        std::ranges::shuffle(places, random);
        for (size_t i = 0; i < errors; ++i) {
            uint8_t& byte = places[i] < size ? damaged[places[i]] : damaged_parity[places[i] - size];
            byte ^= static_cast<uint8_t>(1 + random() % 255);
        }
        ASSERT_EQ(ReedSolomonCorrect(damaged, damaged_parity), errors);
        EXPECT_EQ(damaged, data);
        EXPECT_EQ(damaged_parity, parity);
    }
}

INSTANTIATE_TEST_SUITE_P(Sizes, ReedSolomon,
                         testing::Values(std::pair{128u, 16u}, std::pair{12u, 16u}, std::pair{100u, 8u},
                                         std::pair{239u, 16u}, std::pair{1u, 4u}, std::pair{128u, 64u}));

TEST(ReedSolomonBeyond, LeavesWhatItCannotCorrect) {
    std::mt19937 random(5);
    unsigned refused = 0;
    for (int round = 0; round < 200; ++round) {
        std::vector<uint8_t> data(128, 'k');
        std::vector<uint8_t> parity = Encode(data, 16);
        for (int i = 0; i < 20; ++i) data[random() % 128] = static_cast<uint8_t>(random());
        std::vector<uint8_t> before = data;
        if (ReedSolomonCorrect(data, parity)) continue;
        ++refused;
        EXPECT_EQ(data, before);
    }
    EXPECT_GT(refused, 190u);
}

TEST(ReedSolomonBeyond, RefusesCodewordsThatAreTooLong) {
    std::vector<uint8_t> data(250), parity(16);
    EXPECT_FALSE(ReedSolomonCorrect(data, parity));
}

}  // namespace
}  // namespace faultbox::codec
