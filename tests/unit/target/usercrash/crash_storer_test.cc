#include "target/usercrash/crash_storer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "target/format/frame.h"
#include "target/format/limits.h"
#include "tests/power/flash_directory.h"

namespace faultbox::usercrash {
namespace {

class CrashStorerTest : public testing::Test {
  protected:
    Result<StoredCrash> Store(uint64_t signature, uint64_t identity, const journal::Quota& quota = {}) {
        std::vector<uint8_t> record(format::kFrameHeaderBytes + 5 + format::kFrameTrailerBytes);
        std::ranges::copy(std::string_view("crash"), record.begin() + format::kFrameHeaderBytes);
        EXPECT_TRUE(format::WriteFrame(record, signature, identity));
        return CrashStorer(store_, pruner_, ids_).Store(record, 1'700'000'000'000'000 + identity, 7, quota);
    }
    uint32_t CountOf(journal::RecordId id) {
        auto newest = store_.Load(id).value().repeats.newest();
        return newest ? newest->count : 1;
    }

    power::FlashDirectory flash_;
    std::vector<uint8_t> scratch_ = std::vector<uint8_t>(format::kMaxRecordBytes);
    std::vector<journal::RecordId> ids_ = std::vector<journal::RecordId>(64);
    journal::RecordStore store_{flash_, scratch_};
    journal::Pruner pruner_{flash_, store_, ids_};
};

TEST_F(CrashStorerTest, AProgramThatDiesInALoopIsOneRecord) {
    Result<StoredCrash> first = Store(0xaa, 1);
    ASSERT_TRUE(first);
    EXPECT_FALSE(first->is_repeat);
    for (uint64_t death = 2; death <= 100; ++death) EXPECT_TRUE(Store(0xaa, death)->is_repeat);
    EXPECT_EQ(flash_.names().size(), 1u);
    EXPECT_EQ(CountOf(first->id), 100u);
}

// A record that rots takes its count with it, but not the counting.
TEST_F(CrashStorerTest, AProgramWhoseRecordIsDamagedIsCountedAnew) {
    journal::RecordId first = Store(0xaa, 1)->id;
    (*flash_.Content(std::string(std::string_view(journal::NameOf(first)))))[30] ^= 1;
    for (uint64_t death = 2; death <= 20; ++death) Store(0xaa, death);
    EXPECT_EQ(flash_.names().size(), 2u);
    EXPECT_EQ(CountOf({2, 0xaa}), 19u);
}

TEST_F(CrashStorerTest, OneDeathReportedTwiceCountsOnce) {
    journal::RecordId id = Store(0xaa, 1)->id;
    Store(0xaa, 2);
    Store(0xaa, 2);
    EXPECT_EQ(CountOf(id), 2u);
}

TEST_F(CrashStorerTest, OtherCrashesAreOtherRecordsWithinTheQuota) {
    for (uint64_t death = 1; death <= 6; ++death) Store(0xa0 + death, death);
    EXPECT_EQ(flash_.names().size(), 6u);
    // The first of a signature stays; there is no room.
    EXPECT_EQ(Store(0xb0, 9, {.max_records = 6}).error().code, ErrorCode::kLimit);
    EXPECT_EQ(flash_.names().size(), 6u);
}

TEST_F(CrashStorerTest, DamageIsNotStored) {
    std::vector<uint8_t> record(40);
    EXPECT_FALSE(CrashStorer(store_, pruner_, ids_).Store(record, 0, 0, {}));
    EXPECT_TRUE(flash_.names().empty());
}

}  // namespace
}  // namespace faultbox::usercrash
