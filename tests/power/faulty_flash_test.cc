// A flash that is full, read-only or broken: it is said, the entry of pstore stays, and later all is as if nothing had
// been.
#include <gtest/gtest.h>

#include <cerrno>
#include <cstdio>

#include "tests/power/crash_world.h"

namespace faultbox::power {
namespace {

const std::string kHeadline = "Unable to handle kernel NULL pointer dereference at virtual address 0000002c";

class FaultyFlashTest : public testing::TestWithParam<std::tuple<int, bool>> {};

void Prepare(CrashWorld& world) {
    world.Crash("dmesg-ramoops-0", SampleOops(), 1'000'000);
    ASSERT_EQ(world.Boot().stored, 1u);
    world.Restart(FlashDirectory::Survival::kKept);
    world.Crash("dmesg-ramoops-0", InAnotherBoot(SampleOops(), 500), 101'000'000);
}

int CountOperations() {
    CrashWorld world;
    Prepare(world);
    world.Boot();
    return world.supply->operations();
}

// Every operation, reads too, of a harvest that counts a repeat.
TEST_P(FaultyFlashTest, IsSaidAndTheEntryStays) {
    auto [error, for_good] = GetParam();
    int operations = CountOperations(), said = 0;
    ASSERT_GT(operations, 10);
    for (int at = 0; at < operations; ++at) {
        CrashWorld world;
        Prepare(world);
        world.supply->FailAt(at, static_cast<uint64_t>(error), for_good);
        harvest::HarvestResult result = world.Boot();
        SCOPED_TRACE(testing::Message() << "operation " << at);
        bool is_said = result.problems != 0 || !world.problems.empty();
        bool is_done = result.repeated == 1;
        EXPECT_TRUE(is_said || is_done);
        if (!is_done) {
            EXPECT_EQ(world.pstore.names().size(), 1u);
        }
        said += is_said;
        world.supply->Restore();
        world.Boot();
        EXPECT_EQ(world.Stored(), (std::vector<CountedCrash>{{kHeadline, 2}}));
        EXPECT_TRUE(world.pstore.names().empty());
        if (HasFailure()) return;
    }
    printf("%d operations, %d said\n", operations, said);
    EXPECT_GT(said, operations / 2);
}

// The same of a harvest that stores a new record.
TEST_P(FaultyFlashTest, ANewRecordIsStoredLater) {
    auto [error, for_good] = GetParam();
    CrashWorld counter;
    counter.Crash("dmesg-ramoops-0", SampleOops(), 1'000'000);
    ASSERT_EQ(counter.Boot().stored, 1u);
    int operations = counter.supply->operations();
    for (int at = 0; at < operations; ++at) {
        CrashWorld world;
        world.Crash("dmesg-ramoops-0", SampleOops(), 1'000'000);
        world.supply->FailAt(at, static_cast<uint64_t>(error), for_good);
        harvest::HarvestResult result = world.Boot();
        SCOPED_TRACE(testing::Message() << "operation " << at);
        if (result.stored == 0) {
            EXPECT_NE(result.problems, 0u);
            EXPECT_EQ(world.pstore.names().size(), 1u);
        }
        world.supply->Restore();
        world.Boot();
        EXPECT_EQ(world.Stored(), (std::vector<CountedCrash>{{kHeadline, 1}}));
        EXPECT_TRUE(world.pstore.names().empty());
        if (HasFailure()) return;
    }
    printf("%d operations\n", operations);
}

INSTANTIATE_TEST_SUITE_P(Errors, FaultyFlashTest,
                         testing::Combine(testing::Values(EIO, ENOSPC, EROFS), testing::Bool()));

// A record that rots is set aside, said once, and stands in nobody's way.
TEST(FaultyFlash, ARottenRecordIsSetAsideAndSaidOnce) {
    CrashWorld world;
    Prepare(world);
    std::string name = world.flash.names().at(0);
    (*world.flash.Content(name))[100] ^= 1;
    harvest::HarvestResult result = world.Boot();
    EXPECT_EQ(result.problems, 1u);
    EXPECT_EQ(result.stored, 1u);  // nothing is known of an earlier one any more
    EXPECT_EQ(world.problems.at(0), name + ": checksum of the record");
    EXPECT_EQ(world.flash.names().at(0), name.substr(0, name.size() - 4) + ".bad");
    world.Crash("dmesg-ramoops-0", InAnotherBoot(SampleOops(), 900), 301'000'000);
    EXPECT_EQ(world.Boot().problems, 0u);
    EXPECT_EQ(world.Stored(), (std::vector<CountedCrash>{{kHeadline, 2}}));
}

TEST(FaultyFlash, AStoreThatMayNotGrowSaysSoAndKeepsTheEntry) {
    CrashWorld world;
    world.quota.max_bytes = 100;
    world.Crash("dmesg-ramoops-0", SampleOops(), 1'000'000);
    EXPECT_EQ(world.Boot().problems, 1u);
    EXPECT_EQ(world.problems.at(0), "dmesg-ramoops-0: the store is full of records that nobody has fetched");
    EXPECT_EQ(world.pstore.names().size(), 1u);
}

}  // namespace
}  // namespace faultbox::power
