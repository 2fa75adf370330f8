#include "target/format/repeat_frame.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

namespace faultbox::format {
namespace {

constexpr uint32_t kCrc = 0x12345678;

// Packed and checked by python3: struct, zlib.crc32.
constexpr uint8_t kFrame[kRepeatFrameBytes] = {
    0x46, 0x42, 0x4e, 0x31, 0x03, 0x00, 0x00, 0x00, 0x07, 0x00, 0x00, 0x00, 0x02, 0x00, 0x01, 0x00,
    0x00, 0xe1, 0xf5, 0x05, 0x00, 0x00, 0x00, 0x00, 0xb1, 0xb2, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00,
    0x02, 0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xce, 0x30, 0x2d, 0xd1};

RepeatFrame Frame(uint32_t number, uint32_t count) {
    return {.number = number, .count = count};
}

TEST(RepeatFrame, IsWhatTheFormatSays) {
    RepeatFrame frame{.number = 3, .count = 7, .boots = 2, .is_read = true, .time_us = 100'000'000, .boot = 0xb2b1};
    frame.lines = {1, 2, 3};
    EXPECT_TRUE(std::ranges::equal(WriteRepeatFrame(frame, kCrc), kFrame));
    RepeatFrame read = ReadRepeatFrame(kFrame, kCrc).value();
    EXPECT_EQ(read.number, 3u);
    EXPECT_EQ(read.count, 7u);
    EXPECT_EQ(read.boots, 2u);
    EXPECT_TRUE(read.is_read);
    EXPECT_EQ(read.time_us, 100'000'000u);
    EXPECT_EQ(read.boot, 0xb2b1u);
    EXPECT_EQ(read.lines, (LineSketch{1, 2, 3}));
}

TEST(RepeatFrame, EveryTurnedBitAndEveryOtherRecordIsNoticed) {
    for (size_t bit = 0; bit < 8 * kRepeatFrameBytes; ++bit) {
        std::vector<uint8_t> bytes(std::begin(kFrame), std::end(kFrame));
        bytes[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
        EXPECT_FALSE(ReadRepeatFrame(bytes, kCrc)) << bit;
    }
    EXPECT_FALSE(ReadRepeatFrame(kFrame, kCrc + 1));
    EXPECT_FALSE(ReadRepeatFrame(Bytes(kFrame).first(63), kCrc));
}

TEST(RepeatFrame, EachSlotIsUsedInTurnAndNeighboursLieInDifferentSectors) {
    std::set<uint32_t> slots;
    for (uint32_t number = 1; number <= kRepeatSlots; ++number) {
        slots.insert(RepeatSlotAt(number));
        EXPECT_NE(RepeatSlotAt(number) / 512, RepeatSlotAt(number + 1) / 512);
    }
    EXPECT_EQ(slots.size(), kRepeatSlots);
    EXPECT_EQ(*slots.rbegin(), kRepeatPageBytes - kRepeatFrameBytes);
    EXPECT_EQ(RepeatSlotAt(65), RepeatSlotAt(1));
    EXPECT_EQ(RepeatSlotAt(9), 64u);
    EXPECT_EQ(RepeatPageAt(1), 4096u);
    EXPECT_EQ(RepeatPageAt(4096), 4096u);
    EXPECT_EQ(RepeatPageAt(4097), 8192u);
}

TEST(RepeatPage, TheHighestNumberCountsAndWhatIsInTheWrongPlaceDoesNot) {
    std::vector<uint8_t> page(kRepeatPageBytes);
    auto put = [&](size_t at, const RepeatFrame& frame) {
        std::ranges::copy(WriteRepeatFrame(frame, kCrc), page.begin() + static_cast<std::ptrdiff_t>(at));
    };
    EXPECT_FALSE(RepeatPage(page, kCrc).newest());
    put(RepeatSlotAt(66), Frame(66, 67));
    put(RepeatSlotAt(65), Frame(65, 66));
    put(RepeatSlotAt(7), Frame(7, 8));
    EXPECT_EQ(RepeatPage(page, kCrc).newest()->count, 67u);
    EXPECT_EQ(RepeatPage(page, kCrc).damaged(), 0u);
    put(RepeatSlotAt(20), Frame(99, 99));
    page[RepeatSlotAt(66) + 30] ^= 1;
    EXPECT_EQ(RepeatPage(page, kCrc).newest()->count, 66u);
    EXPECT_EQ(RepeatPage(page, kCrc).damaged(), 2u);
    EXPECT_EQ(RepeatPage(Bytes(page).first(70), kCrc).damaged(), 0u);
}

}  // namespace
}  // namespace faultbox::format
