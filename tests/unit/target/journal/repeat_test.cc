#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "target/format/frame.h"
#include "target/format/limits.h"
#include "target/journal/record_store.h"
#include "tests/power/flash_directory.h"

namespace faultbox::journal {
namespace {

class RepeatTest : public testing::Test {
  protected:
    RecordId Append(size_t payload_bytes) {
        std::vector<uint8_t> record(format::kFrameHeaderBytes + payload_bytes + format::kFrameTrailerBytes, 0x11);
        EXPECT_TRUE(format::WriteFrame(record, 0xaa, 1));
        return store_.Append(record).value();
    }
    std::string& Content(RecordId id) { return *directory_.Content(std::string(std::string_view(NameOf(id)))); }

    power::FlashDirectory directory_;
    std::vector<uint8_t> scratch_ = std::vector<uint8_t>(format::kMaxRecordBytes);
    RecordStore store_{directory_, scratch_};
};

TEST_F(RepeatTest, AMarkIsKeptAndTheRecordStaysWhatItWas) {
    RecordId id = Append(100);
    EXPECT_FALSE(store_.IsRead(id).value());
    ASSERT_TRUE(store_.MarkRead(id));
    EXPECT_TRUE(store_.IsRead(id).value());
    EXPECT_EQ(store_.Read(id).value().size(), 100u);
    EXPECT_EQ(Content(id).size(), 4096u + 64u);
    int before = directory_.supply().changes();
    ASSERT_TRUE(store_.MarkRead(id));
    EXPECT_EQ(directory_.supply().changes(), before);
}

TEST_F(RepeatTest, ARepeatMakesARecordUnreadAgain) {
    RecordId id = Append(100);
    ASSERT_TRUE(store_.MarkRead(id));
    ASSERT_TRUE(store_.AddRepeat(id, {.time_us = 7}));
    EXPECT_FALSE(store_.IsRead(id).value());
    ASSERT_TRUE(store_.MarkRead(id));
    EXPECT_TRUE(store_.IsRead(id).value());
    EXPECT_EQ(store_.Load(id).value().repeats.newest()->count, 2u);
    EXPECT_EQ(store_.Load(id).value().repeats.newest()->time_us, 7u);
}

TEST_F(RepeatTest, ARepeatCostsOneWriteAndOneSync) {
    RecordId id = Append(100);
    for (uint32_t count = 2; count < 200; ++count) {
        int before = directory_.supply().changes();
        ASSERT_TRUE(store_.AddRepeat(id, {}));
        EXPECT_EQ(directory_.supply().changes() - before, 2);
        EXPECT_EQ(store_.Load(id).value().repeats.newest()->count, count);
    }
    EXPECT_EQ(Content(id).size(), 4096u + 4096u);
    EXPECT_EQ(store_.Load(id).value().repeats.damaged(), 0u);
}

TEST_F(RepeatTest, CountsTheBootsThatHarvested) {
    RecordId id = Append(100);
    for (uint32_t boot : {0xb1u, 0xb1u, 0xb2u, 0xb3u, 0xb3u}) {
        ASSERT_TRUE(store_.AddRepeat(id, {.boot = boot, .record_boot = 0xb1}));
    }
    EXPECT_EQ(store_.Load(id).value().repeats.newest()->count, 6u);
    EXPECT_EQ(store_.Load(id).value().repeats.newest()->boots, 3u);
    ASSERT_TRUE(store_.AddRepeat(id, {}));  // a boot without an id: not known any more
    EXPECT_EQ(store_.Load(id).value().repeats.newest()->boots, 0u);
}

TEST_F(RepeatTest, ATornSectorLosesNoMoreThanTheFrameInIt) {
    RecordId id = Append(100);
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(store_.AddRepeat(id, {}));
    ASSERT_EQ(store_.Load(id).value().repeats.newest()->count, 101u);
    uint32_t newest = 4096 + format::RepeatSlotAt(100);
    Content(id).replace(newest / 512 * 512, 512, 512, '\xa5');
    StoredRecord torn = store_.Load(id).value();
    EXPECT_EQ(torn.repeats.newest()->count, 100u);
    EXPECT_EQ(torn.repeats.damaged(), 8u);
    ASSERT_TRUE(store_.AddRepeat(id, {}));
    EXPECT_EQ(store_.Load(id).value().repeats.newest()->count, 101u);
}

TEST_F(RepeatTest, AnErrorOfTheFlashIsSaid) {
    RecordId id = Append(100);
    directory_.supply().Restore();
    directory_.supply().CutAt(0);
    EXPECT_EQ(store_.MarkRead(id).error().code, ErrorCode::kIo);
    EXPECT_EQ(store_.AddRepeat(id, {}).error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace faultbox::journal
