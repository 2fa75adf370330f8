// A folder that cannot be listed to its end does not look empty, or shorter than it is.
#include <gtest/gtest.h>

#include <cerrno>

#include "target/format/frame.h"
#include "target/format/limits.h"
#include "target/harvest/pstore_source.h"
#include "target/journal/prune.h"
#include "target/manifest/manifest_store.h"
#include "tests/power/flash_directory.h"

namespace faultbox::power {
namespace {

class ListingTest : public testing::Test, protected journal::PruneObserver {
  protected:
    static std::vector<uint8_t> MakeRecord(uint64_t signature) {
        std::vector<uint8_t> record(format::kFrameHeaderBytes + 4 + format::kFrameTrailerBytes);
        EXPECT_TRUE(format::WriteFrame(record, signature, 1));
        return record;
    }
    void SetUp() override {
        for (uint64_t signature : {1, 2, 3, 4}) ASSERT_TRUE(store_.Append(MakeRecord(signature)));
    }
    // The next listing, which is the first operation, ends in the middle.
    void BreakListing() {
        folder_.supply().Restore();
        folder_.supply().FailAt(0, EIO, false);
    }
    static void ExpectIoError(const Error& error) {
        EXPECT_EQ(error.code, ErrorCode::kIo);
        EXPECT_EQ(error.offset, static_cast<uint64_t>(EIO));
    }
    void Removed(std::string_view name) override { ADD_FAILURE() << name; }

    FlashDirectory folder_;
    std::vector<uint8_t> scratch_ = std::vector<uint8_t>(format::kMaxRecordBytes);
    std::vector<journal::RecordId> ids_ = std::vector<journal::RecordId>(16);
    journal::RecordStore store_{folder_, scratch_};
};

TEST_F(ListingTest, TheRecords) {
    BreakListing();
    Result<size_t> count = store_.List(ids_);
    ASSERT_FALSE(count);
    ExpectIoError(count.error());
    EXPECT_EQ(store_.List(ids_).value(), 4u);
}

// Number 3 would be given twice.
TEST_F(ListingTest, TheNextNumber) {
    folder_.supply().Restore();
    // Behind the question for what another writer has left.
    folder_.supply().FailAt(1, EIO, false);
    Result<journal::RecordId> appended = store_.Append(MakeRecord(5));
    ASSERT_FALSE(appended);
    ExpectIoError(appended.error());
    EXPECT_EQ(folder_.names().size(), 4u);
    EXPECT_EQ(store_.Append(MakeRecord(5)).value().sequence, 5u);
}

TEST_F(ListingTest, HowMuchTheStoreHolds) {
    journal::Pruner pruner(folder_, store_, ids_);
    BreakListing();
    Result<void> room = pruner.MakeRoom({.max_records = 3}, 10, 1, *this);
    ASSERT_FALSE(room);
    ExpectIoError(room.error());
    EXPECT_EQ(folder_.names().size(), 4u);
}

TEST_F(ListingTest, TheManifests) {
    manifest::ManifestStore manifests(folder_);
    BreakListing();
    Result<void> opened = manifests.Open();
    ASSERT_FALSE(opened);
    ExpectIoError(opened.error());
}

TEST_F(ListingTest, WhatTheKernelLeft) {
    folder_.Add("dmesg-ramoops-0", "Oops#1 Part1\n");
    harvest::PstoreSource source(folder_, scratch_);
    BreakListing();
    Result<void> opened = source.Open();
    ASSERT_FALSE(opened);
    ExpectIoError(opened.error());
}

}  // namespace
}  // namespace faultbox::power
