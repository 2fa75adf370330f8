// What a crash costs the flash.
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/power/crash_world.h"

namespace faultbox::power {
namespace {

/// Counts what reaches the flash.
class CountingFlash : public FlashDirectory {
  public:
    using FlashDirectory::FlashDirectory;

    Result<void> Write(std::string_view name, Bytes content) override {
        bytes += content.size();
        ++writes;
        return FlashDirectory::Write(name, content);
    }
    Result<void> WriteAt(std::string_view name, uint64_t offset, Bytes content) override {
        bytes += content.size();
        ++writes;
        return FlashDirectory::WriteAt(name, offset, content);
    }
    Result<void> Sync(std::string_view name) override {
        ++syncs;
        return FlashDirectory::Sync(name);
    }
    Result<void> SyncNames() override {
        ++syncs;
        return FlashDirectory::SyncNames();
    }

    int writes = 0, syncs = 0;
    size_t bytes = 0;
};

// The budget: two synced writes for one crash (the record, and its name), one of at most 64 bytes for each repeat.
TEST(FlashWrites, ARecordIsOneWriteAndTwoSyncsARepeatOneOfEach) {
    CountingFlash flash;
    std::vector<uint8_t> scratch(format::kMaxRecordBytes);
    journal::RecordStore store(flash, scratch);
    CrashWorld world;
    world.Crash("dmesg-ramoops-0", SampleOops(), 1'000'000);
    ASSERT_EQ(world.Boot().stored, 1u);
    std::string record = *world.flash.Content(world.flash.names().at(0));
    journal::RecordId id = store.Append(AsBytes(record)).value();
    EXPECT_EQ(flash.writes, 1);
    EXPECT_EQ(flash.syncs, 2);
    printf("a record of %zu bytes: %d write, %d syncs\n", record.size(), flash.writes, flash.syncs);
    flash.writes = flash.syncs = 0;
    flash.bytes = 0;
    ASSERT_TRUE(store.AddRepeat(id, {.lines = {1, 2, 3}}));
    EXPECT_EQ(flash.writes, 1);
    EXPECT_EQ(flash.syncs, 1);
    EXPECT_LE(flash.bytes, 64u);
    printf("a repeat of %zu bytes: %d write, %d sync\n", flash.bytes, flash.writes, flash.syncs);
}

TEST(FlashWrites, NothingElseOfAHarvestChangesTheFlash) {
    CrashWorld world;
    world.Crash("dmesg-ramoops-0", SampleOops(), 1'000'000);
    ASSERT_EQ(world.Boot().stored, 1u);
    // The sync that each harvest begins with writes nothing where nothing is pending; then write, sync, rename, sync of
    // names; the removal from pstore.
    EXPECT_EQ(world.supply->changes(), 1 + 4 + 1);
    world.supply->Restore();
    world.Crash("dmesg-ramoops-0", InAnotherBoot(SampleOops(), 77), 101'000'000);
    ASSERT_EQ(world.Boot().repeated, 1u);
    EXPECT_EQ(world.supply->changes(), 1 + 2 + 1);
    world.supply->Restore();
    EXPECT_EQ(world.Boot().problems, 0u);
    EXPECT_EQ(world.supply->changes(), 1);
}

}  // namespace
}  // namespace faultbox::power
