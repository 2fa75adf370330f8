#include "target/journal/record_store.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "target/format/frame.h"
#include "target/format/limits.h"
#include "tests/power/flash_directory.h"

namespace faultbox::journal {
namespace {

std::vector<uint8_t> MakeRecord(std::string_view payload, uint64_t signature) {
    std::vector<uint8_t> record(format::kFrameHeaderBytes + payload.size() + format::kFrameTrailerBytes);
    std::ranges::copy(payload, record.begin() + format::kFrameHeaderBytes);
    EXPECT_TRUE(format::WriteFrame(record, signature, 1));
    return record;
}

class RecordStoreTest : public testing::Test {
  protected:
    std::vector<RecordId> List() {
        std::vector<RecordId> ids(16);
        Result<size_t> count = store_.List(ids);
        EXPECT_TRUE(count);
        ids.resize(count.value_or(0));
        return ids;
    }

    power::FlashDirectory directory_;
    std::vector<uint8_t> scratch_ = std::vector<uint8_t>(format::kMaxRecordBytes);
    RecordStore store_{directory_, scratch_};
};

TEST(RecordName, IsSequenceAndSignature) {
    EXPECT_EQ(std::string_view(NameOf({17, 0x89abcdef01234567})), "000017-89abcdef01234567.fbx");
    EXPECT_EQ(std::string_view(NameOf({4294967295, 1})), "4294967295-0000000000000001.fbx");
    EXPECT_EQ(ParseName("000017-89abcdef01234567.fbx"), (RecordId{17, 0x89abcdef01234567}));
    for (const char* name : {"new.tmp", "17.fbx", "-1.fbx", "000017-.fbx", "a-b.fbx", "1-1.fbx.tmp", ".fbx-", "-.fbx",
                             "99999999999-1.fbx", "1-11111111111111111.fbx"}) {
        EXPECT_FALSE(ParseName(name)) << name;
    }
}

TEST_F(RecordStoreTest, KeepsWhatIsAppended) {
    Result<RecordId> first = store_.Append(MakeRecord("one", 0xaa));
    Result<RecordId> second = store_.Append(MakeRecord("two", 0x55));
    ASSERT_TRUE(first && second);
    EXPECT_EQ(*first, (RecordId{1, 0xaa}));
    EXPECT_EQ(List(), (std::vector<RecordId>{{1, 0xaa}, {2, 0x55}}));
    EXPECT_EQ(AsText(store_.Read(*first).value()), "one");
    EXPECT_EQ(AsText(store_.Read(*second).value()), "two");
}

TEST_F(RecordStoreTest, ListsNothingElse) {
    directory_.Add("notes.txt", "x", 0);
    directory_.Add("new.tmp", "x", 0);
    EXPECT_TRUE(List().empty());
    EXPECT_EQ(store_.List({}).value(), 0u);
    ASSERT_TRUE(store_.Append(MakeRecord("one", 1)));
    EXPECT_EQ(store_.List({}).error().code, ErrorCode::kLimit);
}

// Another process of the recorder has ended in the middle of an Append.
TEST_F(RecordStoreTest, AnAppendTakesOverWhatAnotherHasLeft) {
    std::vector<uint8_t> left = MakeRecord("left", 0x77);
    directory_.Add("new.tmp", std::string(AsText(left)));
    EXPECT_EQ(store_.Append(MakeRecord("one", 0xaa)).value(), (RecordId{2, 0xaa}));
    EXPECT_EQ(AsText(store_.Read({1, 0x77}).value()), "left");
    directory_.Add("new.tmp", std::string(AsText(left)).substr(0, 20));
    EXPECT_EQ(store_.Append(MakeRecord("two", 0x55)).value(), (RecordId{4, 0x55}));
    EXPECT_NE(directory_.Content("000003-0000000000000000.bad"), nullptr);
}

TEST_F(RecordStoreTest, RefusesWhatIsNoRecord) {
    std::vector<uint8_t> record = MakeRecord("one", 1);
    record[30] ^= 1;
    EXPECT_EQ(store_.Append(record).error().code, ErrorCode::kChecksum);
    EXPECT_TRUE(directory_.names().empty());
}

TEST_F(RecordStoreTest, NoticesDamage) {
    RecordId id = store_.Append(MakeRecord("one", 1)).value();
    std::string& content = *directory_.Content(std::string(std::string_view(NameOf(id))));
    content[29] ^= 1;
    EXPECT_EQ(store_.Read(id).error().code, ErrorCode::kChecksum);
    content[29] ^= 1;
    content += "x";
    EXPECT_EQ(store_.Load(id).value().damaged, 1u);  // a frame behind it was torn
    EXPECT_EQ(AsText(store_.Read(id).value()), "one");
    directory_.Add("000002-0000000000000007.fbx", std::string(AsText(MakeRecord("two", 8))), 0);
    EXPECT_EQ(store_.Read({2, 7}).error().code, ErrorCode::kMismatch);
    EXPECT_EQ(store_.Read({3, 7}).error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace faultbox::journal
