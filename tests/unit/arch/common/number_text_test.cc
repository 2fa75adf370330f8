#include "arch/common/number_text.h"

#include <gtest/gtest.h>

#include <array>
#include <charconv>
#include <random>
#include <string>
#include <vector>

namespace faultbox {
namespace {

// libc++'s own conversions, which this one stands in for.
std::string ByLibrary(uint64_t value, int base) {
    std::array<char, 64> text;
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value, base).ptr};
}

// Numbers of every length, as many short ones as long ones.
std::vector<uint64_t> Numbers() {
    std::vector<uint64_t> numbers = {0,         9, 10, 15, 16, UINT32_MAX, uint64_t{UINT32_MAX} + 1, UINT64_MAX - 1,
                                     UINT64_MAX};
    std::mt19937_64 random(1);
    for (unsigned bits = 1; bits <= 64; ++bits) numbers.push_back(random() >> (64 - bits));
    return numbers;
}

TEST(NumberText, WritesWhatTheLibraryWrites) {
    for (uint64_t value : Numbers()) {
        EXPECT_EQ(NumberText(value).view(), ByLibrary(value, 10));
        EXPECT_EQ(NumberText(value, 16).view(), ByLibrary(value, 16));
    }
}

TEST(NumberText, PadsWithZeros) {
    EXPECT_EQ(NumberText(0x1f, 16, 8).view(), "0000001f");
    EXPECT_EQ(NumberText(123, 10, 2).view(), "123");
    EXPECT_EQ(NumberText(0, 10, 20).view(), "00000000000000000000");
    EXPECT_EQ(NumberText(UINT64_MAX, 10, 20).view(), "18446744073709551615");
}

TEST(TakeNumber, ReadsWhatTheLibraryReads) {
    for (uint64_t value : Numbers()) {
        for (int base : {10, 16}) {
            std::string text = ByLibrary(value, base) + "g1";
            std::string_view left = text;
            EXPECT_EQ(TakeNumber(left, static_cast<unsigned>(base)), value);
            EXPECT_EQ(left, "g1");
        }
    }
}

TEST(TakeNumber, TakesNothingOfWhatIsNoNumber) {
    for (std::string_view text : {"", "x", "-1", "+1", " 1", "18446744073709551616", "99999999999999999999999"}) {
        std::string_view left = text;
        EXPECT_EQ(TakeNumber(left), std::nullopt) << text;
        EXPECT_EQ(left, text);
    }
}

TEST(TakeNumber, HasALimit) {
    std::string_view text = "4294967296";
    EXPECT_EQ(TakeNumber(text, 10, UINT32_MAX), std::nullopt);
    EXPECT_EQ(TakeNumber(text, 10, UINT32_MAX + uint64_t{1}), uint64_t{UINT32_MAX} + 1);
}

TEST(ParseNumber, WantsAllOfTheText) {
    EXPECT_EQ(ParseNumber("fFe0", 16), 0xffe0u);
    EXPECT_EQ(ParseNumber("00000000000000000001", 16), 1u);
    EXPECT_EQ(ParseNumber("12 "), std::nullopt);
    EXPECT_EQ(ParseNumber("0x12", 16), std::nullopt);
    EXPECT_EQ(ParseNumber("12a"), std::nullopt);
    EXPECT_EQ(ParseNumber("10000000000000000", 16), std::nullopt);
    EXPECT_EQ(ParseNumber(""), std::nullopt);
}

}  // namespace
}  // namespace faultbox
