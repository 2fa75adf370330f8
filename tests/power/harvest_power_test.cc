// The power fails while a harvest runs, at every change of the flash and of pstore, and again while it recovers: each
// crash is in the store once, or still in pstore.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "tests/power/crash_world.h"

namespace faultbox::power {
namespace {

using Survival = FlashDirectory::Survival;

const std::string kHeadline = "Unable to handle kernel NULL pointer dereference at virtual address 0000002c";
// Of the same family, in another function of another process.
const std::string kOtherHeadline = "Unable to handle kernel paging request at virtual address 6b6b6b6b";

std::string OtherOops() {
    std::string text = SampleOops();
    auto replace = [&](std::string_view what, std::string_view by) {
        for (size_t at; (at = text.find(what)) != std::string::npos;) text.replace(at, what.size(), by);
    };
    replace("NULL pointer dereference at virtual address 0000002c", "paging request at virtual address 6b6b6b6b");
    replace("rpmsg_sock_release", "rpmsg_recv_done");
    replace("__fput", "virtio_done");
    return text;
}

std::string Panic(std::string text) {
    text.replace(0, 6, "Panic#2");
    return text + "<0>[    0.861519] Kernel panic - not syncing: Fatal exception\n";
}

/// A store that has one crash, which is read; and pstore with that crash again, and a new one three times over.
void Prepare(CrashWorld& world) {
    world.boot = 1;
    world.Crash("dmesg-ramoops-0", SampleOops(), 1'000'000);
    ASSERT_EQ(world.Boot().stored, 1u);
    ASSERT_TRUE(world.store.MarkRead(world.Ids().at(0)));
    world.Restart(Survival::kLost);
    world.boot = 2;
    std::string other = InAnotherBoot(OtherOops(), 700);
    world.Crash("dmesg-ramoops-0", InAnotherBoot(SampleOops(), 123), 101'000'000);
    world.Crash("dmesg-ramoops-1", other, 201'000'000);
    world.Crash("dmesg-ramoops-2", Panic(other), 201'100'000);
    world.Crash("console-ramoops-0", AsConsole(Panic(other)), 300'000'000);
}

// Each crash is where it must be.
void Check(CrashWorld& world) {
    EXPECT_EQ(world.Stored(), (std::vector<CountedCrash>{{kHeadline, 2}, {kOtherHeadline, 1}}));
    EXPECT_TRUE(world.pstore.names().empty());
}

int CountChanges() {
    CrashWorld world;
    Prepare(world);
    EXPECT_EQ(world.Boot().problems, 0u);
    Check(world);
    return world.supply->changes();
}

// The first harvest, cut.
void RunCut(CrashWorld& world, int cut, Survival survival, uint32_t seed) {
    Prepare(world);
    world.supply->CutAt(cut);
    world.Boot();
    ASSERT_TRUE(world.supply->is_off());
    world.Restart(survival, seed);
}

TEST(HarvestPower, EveryCutLeavesEachCrashOnce) {
    int changes = CountChanges(), cuts = 0;
    // sync of the names; write and sync of the repeat; write, sync, rename, sync of the record; four removals
    ASSERT_EQ(changes, 11);
    for (int cut = 0; cut < changes; ++cut) {
        for (uint32_t seed = 0; seed < 12; ++seed, ++cuts) {
            CrashWorld world;
            Survival survival = seed == 0 ? Survival::kLost : seed == 1 ? Survival::kKept : Survival::kMixed;
            RunCut(world, cut, survival, seed);
            world.boot = 3;
            world.Boot();
            SCOPED_TRACE(testing::Message() << "cut " << cut << " seed " << seed);
            Check(world);
            if (testing::Test::HasFailure()) return;
        }
    }
    printf("%d cut points, %d runs\n", changes, cuts);
    EXPECT_GT(cuts, 0);
}

TEST(HarvestPower, EveryCutOfTheRecoveryLeavesEachCrashOnce) {
    int changes = CountChanges(), runs = 0;
    for (int cut = 0; cut < changes; ++cut) {
        bool was_cut = true;
        for (int second = 0; was_cut; ++second) {
            for (uint32_t seed = 0; seed < 3; ++seed, ++runs) {
                CrashWorld world;
                RunCut(world, cut, seed == 0 ? Survival::kKept : Survival::kMixed, seed);
                world.boot = 3;
                world.supply->CutAt(second);
                world.Boot();
                was_cut = world.supply->is_off();
                world.Restart(seed == 1 ? Survival::kLost : Survival::kMixed, seed);
                world.boot = 4;
                world.Boot();
                SCOPED_TRACE(testing::Message() << "cuts " << cut << ", " << second << " seed " << seed);
                Check(world);
                if (testing::Test::HasFailure()) return;
            }
        }
    }
    printf("%d runs with two cuts\n", runs);
    EXPECT_GT(runs, changes * 3);
}

// A harvest is killed and run again in the same boot, then the power fails: what the second one found in the page cache
// is no reason yet to remove its source.
TEST(HarvestPower, WhatAKilledHarvestHasStoredIsDurableBeforeItsSourceGoes) {
    int changes = CountChanges();
    for (int cut = 0; cut < changes; ++cut) {
        CrashWorld world;
        Prepare(world);
        world.supply->CutAt(cut);
        world.Boot();
        world.supply->Restore();
        EXPECT_EQ(world.Boot().problems, 0u) << cut;
        world.Restart(Survival::kLost);
        world.boot = 3;
        world.Boot();
        SCOPED_TRACE(testing::Message() << "killed at " << cut);
        Check(world);
    }
}

// RAM forgets when the power is off for long: what a record was written of is gone, and a record that was whole on the
// flash is all there is.
TEST(HarvestPower, AWholeRecordIsKeptWhenPstoreIsGone) {
    int adopted = 0, set_aside = 0;
    for (int run = 0; run < 16; ++run) {
        int cut = std::max(run - 12, 0) + 1;  // behind a sync of names: write, sync, rename, sync of names
        CrashWorld world;
        world.Crash("dmesg-ramoops-0", SampleOops(), 1'000'000);
        world.supply->CutAt(cut);
        world.Boot();
        world.Restart(cut == 1 ? Survival::kMixed : Survival::kKept, static_cast<uint32_t>(run));
        world.pstore = FlashDirectory(world.supply, FlashDirectory::Durability::kAtOnce);
        world.Boot();
        if (cut >= 2) {
            EXPECT_EQ(world.Stored(), (std::vector<CountedCrash>{{kHeadline, 1}})) << cut;
        }
        adopted += world.Stored().size() == 1;
        std::vector<std::string> names = world.flash.names();
        set_aside += std::ranges::any_of(names, [](const std::string& name) { return name.ends_with(".bad"); });
        EXPECT_EQ(std::ranges::find(names, "new.tmp"), names.end());
    }
    printf("%d adopted, %d set aside\n", adopted, set_aside);
    EXPECT_GE(adopted, 3);
    EXPECT_GT(set_aside, 0);
}

// A board that crashes in each boot and loses power at some change of each harvest.
TEST(HarvestPower, ALoopOfEqualCrashesIsCountedThroughEveryCut) {
    CrashWorld world;
    for (uint32_t turn = 0; turn < 150; ++turn) {
        world.boot = turn + 1;
        uint64_t time_us = 1'000'000 + turn * uint64_t{13'000'000};
        world.Crash("dmesg-ramoops-0", InAnotherBoot(SampleOops(), turn * 37), time_us);
        world.supply->CutAt(static_cast<int>(turn * 7 % 6));
        world.Boot();
        world.Restart(Survival::kMixed, turn);
        world.Boot();
        ASSERT_EQ(world.Stored(), (std::vector<CountedCrash>{{kHeadline, turn + 1}})) << turn;
        ASSERT_TRUE(world.pstore.names().empty());
    }
    EXPECT_LE(world.flash.Content(world.flash.names().at(0))->size(), 8192u + 4096u);
}

}  // namespace
}  // namespace faultbox::power
