// What makes two sightings one crash, on a real dump: found again after a loss of power, in another place, with bits
// that turned over in between. Never twice, never not at all.
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/power/crash_world.h"

namespace faultbox::power {
namespace {

const std::string kHeadline = "Unable to handle kernel NULL pointer dereference at virtual address 0000002c";

uint32_t Total(CrashWorld& world) {
    uint32_t total = 0;
    for (const CountedCrash& crash : world.Stored()) total += crash.count;
    return total;
}

TEST(Recognition, ACrashIsTheSameInEveryPlace) {
    CrashWorld world;
    world.Crash("dmesg-ramoops-0", SampleOops(), 1'000'000);
    ASSERT_EQ(world.Boot().stored, 1u);
    for (const std::string& text : {SampleOops(), "Panic#2" + SampleOops().substr(6), AsConsole(SampleOops())}) {
        world.Crash("console-ramoops-0", text, 1'000'000);
        EXPECT_EQ(world.Boot().already_stored, 1u);
        EXPECT_EQ(world.Stored(), (std::vector<CountedCrash>{{kHeadline, 1}}));
    }
    // Another back end, which has no time that could be compared.
    world.Crash("dmesg-efi_pstore-165467238001001", SampleOops(), 0);
    EXPECT_EQ(world.Boot().already_stored, 1u);
    EXPECT_EQ(Total(world), 1u);
}

// Of its record, and of a frame that counts it.
TEST(Recognition, ACrashWithFlippedBitsIsTheSame) {
    for (int bits : {1, 2, 4, 8, 16}) {
        int twice = 0, same = 0;
        for (uint32_t seed = 0; seed < 40; ++seed) {
            CrashWorld world;
            world.Crash("dmesg-ramoops-0", SampleOops(), 1'000'000);
            ASSERT_EQ(world.Boot().stored, 1u);
            world.Crash("dmesg-ramoops-0", WithFlippedBits(SampleOops(), bits, seed), 1'000'000);
            world.Boot();
            EXPECT_TRUE(world.pstore.names().empty());
            Total(world) == 1 ? ++same : ++twice;

            std::string second = InAnotherBoot(SampleOops(), 345);
            world.Crash("dmesg-ramoops-0", second, 100'000'000);
            world.Boot();
            uint32_t before = Total(world);
            world.Crash("dmesg-ramoops-0", WithFlippedBits(second, bits, seed + 1000), 100'000'000);
            world.Boot();
            Total(world) == before ? ++same : ++twice;
        }
        printf("%d bits in 4 KB: the same %d times, another %d times\n", bits, same, twice);
        EXPECT_GT(same, 0);
        // With more, a report can break into two that no line tells of.
        if (bits <= 8) {
            EXPECT_EQ(twice, 0);
        }
    }
}

// Equal but for the time: no bit of rot makes it the one before.
TEST(Recognition, TheSameFaultInAnotherBootIsAnotherCrash) {
    CrashWorld world;
    for (uint32_t turn = 0; turn < 100; ++turn) {
        std::string text = InAnotherBoot(SampleOops(), turn * 3);
        world.Crash("dmesg-ramoops-0", WithFlippedBits(text, turn % 3 == 0 ? 1 : 0, turn), 1'000'000 + turn * 1000);
        world.Boot();
        ASSERT_EQ(Total(world), turn + 1) << turn;
    }
}

std::string WithoutStamps(std::string text) {
    for (size_t at; (at = text.find(">[")) != std::string::npos;) text.erase(at + 1, text.find(']', at) - at + 1);
    return text;
}

// printk.time=0: only the dump's own time tells one boot from another, and rot in the text is told all the same.
TEST(Recognition, WithoutTimeStampsTheDumpsTimeTells) {
    CrashWorld world;
    std::string text = WithoutStamps(SampleOops());
    ASSERT_EQ(text.find("[    0."), std::string::npos);
    world.Crash("dmesg-ramoops-0", text, 1'000'000);
    ASSERT_EQ(world.Boot().stored, 1u);
    world.Crash("dmesg-ramoops-0", WithFlippedBits(text, 4, 1), 1'000'000);
    world.Boot();
    EXPECT_EQ(Total(world), 1u);
    world.Crash("dmesg-ramoops-0", text, 1'000'001);
    world.Boot();
    EXPECT_EQ(Total(world), 2u);
}

// No clock at all: what is equal to the last byte is the one before. It is stored, and is not counted.
TEST(Recognition, WithoutAnyTimeEqualTextsAreOneCrash) {
    CrashWorld world;
    std::string text = AsConsole(SampleOops());
    for (size_t at; (at = text.find("[    0.")) != std::string::npos;) text.erase(at, 15);
    world.Crash("console-ramoops-0", text, 0);
    ASSERT_EQ(world.Boot().stored, 1u);
    world.Crash("console-ramoops-0", text, 0);
    EXPECT_EQ(world.Boot().already_stored, 1u);
    EXPECT_EQ(Total(world), 1u);
}

// Many boots in one harvest, and one text that shows the fault many times.
TEST(Recognition, RepeatsOfOneHarvestAreCounted) {
    CrashWorld world;
    for (uint32_t i = 0; i < 5; ++i) {
        world.Crash("dmesg-ramoops-" + std::to_string(i), InAnotherBoot(SampleOops(), 1000 * i), (i + 1) * 100'000'000);
    }
    std::string console;
    for (uint32_t i = 10; i < 20; ++i) {
        console += "[    0.000000] Booting Linux on physical CPU 0x0\r\n";
        console += AsConsole(InAnotherBoot(SampleOops(), 1'000'001 * i));
    }
    world.Crash("console-ramoops-0", console, 0);
    harvest::HarvestResult result = world.Boot();
    EXPECT_EQ(result.problems, 0u);
    EXPECT_EQ(result.stored, 1u);
    EXPECT_EQ(world.Stored(), (std::vector<CountedCrash>{{kHeadline, 15}}));
    // A sync, the record and its removal from pstore; a frame for each dump, and one for the rest of the console.
    EXPECT_EQ(world.supply->changes(), 1 + 4 + 6 * 2 + 6);
}

// A consequence that the record does not have is nothing to fold away.
TEST(Recognition, AnotherConsequenceIsAnotherRecord) {
    CrashWorld world;
    world.Crash("dmesg-ramoops-0", SampleOops(), 1'000'000);
    ASSERT_EQ(world.Boot().stored, 1u);
    std::string panic = "Panic#2" + InAnotherBoot(SampleOops(), 99).substr(6);
    panic += "<0>[    0.861519] Kernel panic - not syncing: Fatal exception\n";
    world.Crash("dmesg-ramoops-0", panic, 100'000'000);
    EXPECT_EQ(world.Boot().stored, 1u);
    world.Crash("dmesg-ramoops-0", InAnotherBoot(SampleOops(), 555), 300'000'000);
    EXPECT_EQ(world.Boot().repeated, 1u);
    EXPECT_EQ(Total(world), 3u);
}

TEST(Recognition, AnotherKernelIsAnotherRecord) {
    CrashWorld world;
    world.Crash("dmesg-ramoops-0", SampleOops(), 1'000'000);
    ASSERT_EQ(world.Boot().stored, 1u);
    std::string updated = InAnotherBoot(SampleOops(), 99);
    updated.replace(updated.find("6.1.192 #1"), 10, "6.1.193 #2");
    world.Crash("dmesg-ramoops-0", updated, 100'000'000);
    EXPECT_EQ(world.Boot().stored, 1u);
}

}  // namespace
}  // namespace faultbox::power
