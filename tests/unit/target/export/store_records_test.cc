#include "target/export/store_records.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "target/format/frame.h"
#include "tests/power/flash_directory.h"

namespace faultbox::handover {
namespace {

class StoreRecordsTest : public testing::Test {
  protected:
    void SetUp() override {
        record_.resize(format::kFrameHeaderBytes + 3 + format::kFrameTrailerBytes);
        std::ranges::copy(std::string_view("one"), record_.begin() + format::kFrameHeaderBytes);
        ASSERT_TRUE(format::WriteFrame(record_, 0xaa, 1));
        id_ = store_.Append(record_).value();
    }
    std::string Read() { return std::string(AsText(source_.Read(id_).value())); }

    power::FlashDirectory directory_;
    std::vector<uint8_t> scratch_ = std::vector<uint8_t>(kMaxHandOverBytes);
    journal::RecordStore store_{directory_, scratch_};
    StoreRecords source_{store_, scratch_};
    std::vector<uint8_t> record_;
    journal::RecordId id_;
};

TEST_F(StoreRecordsTest, AreTheStoresAndAreMarkedThere) {
    std::array<journal::RecordId, 4> ids;
    EXPECT_EQ(source_.List(ids).value(), 1u);
    EXPECT_EQ(Read(), AsText(record_));
    EXPECT_FALSE(source_.IsExported(id_));
    ASSERT_TRUE(source_.MarkExported(id_));
    EXPECT_TRUE(source_.IsExported(id_));
    EXPECT_TRUE(store_.IsRead(id_).value());
    EXPECT_EQ(Read(), AsText(record_));
}

// A copy that was handed over before is the same bytes, so that it is known again.
TEST_F(StoreRecordsTest, CarryWhatIsKnownOfRepeats) {
    ASSERT_TRUE(store_.AddRepeat(id_, {.time_us = 5, .boot = 7, .record_boot = 6, .lines = {1, 2}}));
    std::string before = Read();
    ASSERT_EQ(before.size(), record_.size() + format::kRepeatFrameBytes);
    EXPECT_TRUE(before.starts_with(AsText(record_)));
    ASSERT_TRUE(source_.MarkExported(id_));
    EXPECT_EQ(Read(), before);
    ASSERT_TRUE(store_.AddRepeat(id_, {.time_us = 9, .boot = 8}));
    EXPECT_FALSE(source_.IsExported(id_));
    EXPECT_NE(Read(), before);
    uint32_t crc = store_.Load(id_)->crc;
    std::string now = Read();
    auto frame = format::ReadRepeatFrame(AsBytes(now).subspan(record_.size()), crc);
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->count, 3u);
    EXPECT_EQ(frame->boots, 3u);
    EXPECT_EQ(frame->time_us, 9u);
}

}  // namespace
}  // namespace faultbox::handover
