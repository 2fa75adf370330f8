#include "target/harvest/reset_source.h"

#include <gtest/gtest.h>

#include "target/harvest/combined_source.h"
#include "target/harvest/log_end.h"
#include "target/harvest/pstore_source.h"
#include "tests/unit/target/harvest/fake_system_files.h"
#include "tests/unit/target/harvest/kernel_harvest.h"

namespace faultbox::harvest {
namespace {

using power::FlashDirectory;

// The whole serial log of a boot of the lab (ARM, 6.1), from its first line to "reboot: Power down".
std::string Poweroff() {
    return ReadTestFile("unit/target/harvest/data/poweroff.txt");
}

// The same boot as if a reset had come in the middle of it.
std::string Cut() {
    std::string text = Poweroff();
    return text.substr(0, text.find("[    1.352150]"));
}

constexpr const char* kNotice = "\nECC: No errors detected\n";

class ResetSourceTest : public testing::Test {
  protected:
    HarvestResult Harvest(std::string_view boot = "boot 1") {
        harvest_.Restart();
        std::vector<uint8_t> scratch(1 << 16);
        PstoreSource logs(pstore, scratch);
        EXPECT_TRUE(logs.Open());
        ResetSource reset(logs, pstore, system, harvest_.workspace().correlation,
                          {.boot_id = AsBytes(boot),
                           .reason_file = reason_file,
                           .with_log = with_log,
                           .with_pmsg = with_pmsg});
        reset.Open();
        CombinedSource both(logs, reset);
        return harvest_.Run(both, {.keep = keep, .reset = reset.sighting()});
    }
    // Of the record that the harvest made: "key=value", numbers in decimal.
    std::vector<std::string> Facts() {
        std::vector<format::CrashRecord> records = harvest_.Stored();
        std::vector<std::string> facts;
        for (const format::Fact& fact : records.at(0).event(0).fact()) {
            if (fact.key() == "reset.log") continue;
            facts.push_back(fact.key() + "=" + (fact.has_number() ? std::to_string(fact.number()) : fact.text()));
        }
        return facts;
    }

    FlashDirectory pstore;
    FakeSystemFiles system;
    std::string reason_file;
    bool keep = false;
    bool with_log = true;
    bool with_pmsg = true;
    KernelHarvest harvest_;
};

TEST_F(ResetSourceTest, ALogThatStopsIsAReset) {
    pstore.Add("console-ramoops-0", Cut() + kNotice, 1);
    HarvestResult result = Harvest();
    EXPECT_EQ(result.stored, 1u);
    EXPECT_EQ(result.problems, 0u);
    std::vector<format::CrashRecord> records = harvest_.Stored();
    ASSERT_EQ(records.size(), 1u);
    ASSERT_EQ(records[0].event_size(), 1);
    const format::Event& event = records[0].event(0);
    EXPECT_EQ(event.kind(), static_cast<uint32_t>(EventKind::kResetWithoutTrace));
    EXPECT_EQ(event.headline(), "EXT4-fs (vdb): mounted filesystem with ordered data mode. Quota mode: disabled.");
    EXPECT_EQ(event.time_us(), 692584u);
    ASSERT_EQ(event.fact_size(), 8);
    EXPECT_EQ(event.fact(0).key(), "reset.log");
    EXPECT_EQ(event.fact(0).text(), "[    0.318700] usbcore: registered new interface driver usb-storage");
    ASSERT_EQ(records[0].source_size(), 1);
    EXPECT_EQ(records[0].source(0).name(), "console-ramoops-0");
    EXPECT_EQ(records[0].text_size(), 1);
    EXPECT_EQ(pstore.names().size(), 1u);
}

TEST_F(ResetSourceTest, TheEndOfTheLogIsKept) {
    pstore.Add("console-ramoops-0", Cut(), 1);
    ASSERT_EQ(Harvest().stored, 1u);
    format::CrashRecord record = harvest_.Stored().at(0);
    std::string cut = Cut();
    std::string_view end = LastLines(cut, 64, 8192);
    EXPECT_EQ(std::ranges::count(end, '\n'), 64);
    EXPECT_EQ(record.text(0).size(), end.size());
    EXPECT_EQ(record.event(0).first_line(), 64u);
    EXPECT_EQ(record.source(0).note(0), "only the end of the log is kept");
}

TEST_F(ResetSourceTest, AnOrderlyEndIsNone) {
    pstore.Add("console-ramoops-0", Poweroff() + kNotice, 1);
    EXPECT_EQ(Harvest().stored, 0u);
    EXPECT_TRUE(harvest_.flash.names().empty());
}

TEST_F(ResetSourceTest, WithoutAConsoleNothingIsKnown) {
    pstore.Add("pmsg-ramoops-0", "headunit: starting mediaserver\n", 1);
    EXPECT_EQ(Harvest().stored, 0u);
}

TEST_F(ResetSourceTest, ACrashInTheConsoleOrInADumpIsTheTrace) {
    std::string oops = ReadTestFile("size/sample/dmesg-ramoops-0");
    pstore.Add("console-ramoops-0", Cut() + oops.substr(oops.find('\n') + 1), 1);
    EXPECT_EQ(Harvest().stored, 1u);
    pstore = FlashDirectory();
    harvest_.flash = FlashDirectory();
    pstore.Add("console-ramoops-0", Cut(), 1);
    pstore.Add("dmesg-ramoops-0", oops, 1);
    EXPECT_EQ(Harvest().stored, 1u);
    pstore = FlashDirectory();
    harvest_.flash = FlashDirectory();
    pstore.Add("console-ramoops-0", Cut(), 1);
    pstore.Add("dmesg-ramoops-0", "Panic#1 Part1\nwhat is this\n", 1);
    EXPECT_EQ(Harvest().stored, 1u);
    for (const format::CrashRecord& record : harvest_.Stored()) EXPECT_EQ(record.event_size(), 0);
}

// Real: the hung task of tests/cases/arm-5.10-hung-task-jbd2, and a fault of a process.
TEST_F(ResetSourceTest, AStallIsATraceAndAProcessThatDiedIsNone) {
    std::string stall = ReadTestFile("cases/arm-5.10-hung-task-jbd2/input.log");
    pstore.Add("console-ramoops-0", Cut() + stall, 1);
    EXPECT_EQ(Harvest().stored, 1u);
    EXPECT_EQ(harvest_.Stored().at(0).event(0).kind(), static_cast<uint32_t>(EventKind::kHungTask));
    pstore = FlashDirectory();
    harvest_.flash = FlashDirectory();
    // arch/x86/mm/fault.c, show_signal_msg
    pstore.Add("console-ramoops-0",
               Cut() +
                   "[    3.100000] mediaserver[188]: segfault at 10 ip 000055d1c0a01139 sp 00007ffd7d0b0e40 error 4 "
                   "in mediaserver[55d1c0a01000+1000]\n[    3.200000] usb 1-1: new high-speed USB device\n",
               1);
    EXPECT_EQ(Harvest().stored, 2u);
    std::vector<format::CrashRecord> records = harvest_.Stored();
    EXPECT_EQ(records.at(1).event(0).kind(), static_cast<uint32_t>(EventKind::kResetWithoutTrace));
    EXPECT_EQ(records.at(1).event(0).headline(), "usb 1-1: new high-speed USB device");
}

TEST_F(ResetSourceTest, OneResetIsRecordedOnceAndTheNextOneToo) {
    keep = true;
    pstore.Add("console-ramoops-0", Cut(), 1);
    EXPECT_EQ(Harvest("boot 1").stored, 1u);
    EXPECT_EQ(Harvest("boot 1").already_stored, 1u);
    // Without time stamps the next log may be equal to the byte.
    EXPECT_EQ(Harvest("boot 2").repeated, 1u);
    EXPECT_EQ(Harvest("boot 2").already_stored, 1u);
    // A folder that is no pstore: the content alone.
    EXPECT_EQ(Harvest("").repeated, 1u);
    EXPECT_EQ(Harvest("").already_stored, 1u);
    EXPECT_EQ(harvest_.Stored().size(), 1u);
}

TEST_F(ResetSourceTest, WhatTheSystemKnows) {
    pstore.Add("console-ramoops-0", Cut(), 1);
    pstore.Add("pmsg-ramoops-0", std::string("headunit: starting mediaserver\n\x01\x02 binary\nlast words\n") + kNotice,
               1);
    system.files["/sys/class/watchdog/watchdog0/bootstatus"] = "32\n";
    system.files["/sys/class/watchdog/watchdog0/identity"] = "imx2+ watchdog\n";
    system.files["/sys/class/watchdog/watchdog1/bootstatus"] = "0\n";
    system.files["/sys/class/watchdog/watchdog2/bootstatus"] = "what\n";
    system.files["/sys/devices/platform/serial8250/uevent"] = "";
    system.files["/sys/devices/platform/fffffd00.rstc/power_on_reason"] = "watchdog timeout\n";
    ASSERT_EQ(Harvest().stored, 1u);
    EXPECT_EQ(Facts(),
              (std::vector<std::string>{"reset.watchdog=imx2+ watchdog", "reset.bootstatus=32",
                                        "reset.cause=the watchdog reset the CPU", "reset.bootstatus=0",
                                        "reset.reason=watchdog timeout",
                                        "reset.reason_file=/sys/devices/platform/fffffd00.rstc/power_on_reason",
                                        "reset.pmsg=headunit: starting mediaserver", "reset.pmsg=last words"}));
}

TEST_F(ResetSourceTest, TextThatIsNotWantedIsLeftOut) {
    pstore.Add("console-ramoops-0", Cut(), 1);
    pstore.Add("pmsg-ramoops-0", "mail to driver@example.com\n", 1);
    with_log = with_pmsg = false;
    ASSERT_EQ(Harvest().stored, 1u);
    for (const format::Fact& fact : harvest_.Stored().at(0).event(0).fact()) {
        EXPECT_FALSE(fact.key() == "reset.log" || fact.key() == "reset.pmsg") << fact.text();
    }
}

// The last bits say what a watchdog can do; drivers that put them here say nothing of a reset.
TEST_F(ResetSourceTest, BootStatusBits) {
    pstore.Add("console-ramoops-0", Cut(), 1);
    system.files["/sys/class/watchdog/watchdog0/bootstatus"] = std::to_string(0x8000 | 0x100 | 0x40 | 0x1) + "\n";
    ASSERT_EQ(Harvest().stored, 1u);
    EXPECT_EQ(Facts(), (std::vector<std::string>{"reset.bootstatus=33089", "reset.cause=CPU overheat",
                                                 "reset.cause=power over voltage"}));
}

TEST_F(ResetSourceTest, AGivenReasonFile) {
    pstore.Add("console-ramoops-0", Cut(), 1);
    reason_file = "/run/reset-reason";
    system.files["/sys/devices/platform/pmc/reset_reason"] = "SYS_RESET_N\n";
    EXPECT_EQ(Harvest("boot 1").stored, 1u);
    EXPECT_TRUE(Facts().empty());
    EXPECT_EQ(harvest_.Stored().at(0).source(0).note(1), "the file with the reset reason cannot be read");
    harvest_.flash = FlashDirectory();
    system.files[reason_file] = "brown-out\n";
    EXPECT_EQ(Harvest("boot 2").stored, 1u);
    EXPECT_EQ(Facts(), (std::vector<std::string>{"reset.reason=brown-out", "reset.reason_file=/run/reset-reason"}));
}

// The dump is recorded and removed. Its console, which shows nothing of it, stays, and is no reset without trace.
TEST_F(ResetSourceTest, AResetWithACrashThatWasHarvestedBeforeIsNone) {
    pstore.Add("console-ramoops-0", Cut(), 1);
    pstore.Add("dmesg-ramoops-0", ReadTestFile("size/sample/dmesg-ramoops-0"), 1);
    EXPECT_EQ(Harvest("boot 1").stored, 1u);
    EXPECT_EQ(pstore.names(), (std::vector<std::string>{"console-ramoops-0"}));
    EXPECT_EQ(Harvest("boot 1").stored, 0u);
    EXPECT_EQ(Harvest("boot 2").stored, 1u);
}

// The console has a warning as well, whose record is durable; that of the reset is not, and the console stays.
TEST_F(ResetSourceTest, TheConsoleStaysUntilTheResetIsDurable) {
    std::string segfault =
        "[    3.100000] mediaserver[188]: segfault at 10 ip 000055d1c0a01139 sp 00007ffd7d0b0e40 error 4 in "
        "mediaserver[55d1c0a01000+1000]\n";
    pstore.Add("console-ramoops-0", Cut() + segfault + "[    3.200000] usb 1-1: new\n", 1);
    harvest_.flash.supply().CutAt(4);
    HarvestResult result = Harvest();
    EXPECT_EQ(result.stored, 1u);
    EXPECT_EQ(result.problems, 1u);
    EXPECT_EQ(pstore.names().size(), 1u);
    harvest_.flash.supply().Restore();
    harvest_.flash.Restart(FlashDirectory::Survival::kKept);
    EXPECT_EQ(Harvest().stored, 1u);
    EXPECT_TRUE(pstore.names().empty());
}

// kernel/reboot.c, kernel/kexec_core.c, src/shutdown/shutdown.c of systemd; old kernels had no "reboot: ".
TEST(LogEnd, OrderlyEnds) {
    for (std::string_view end :
         {"[    1.384139] reboot: Power down\n", "<0>[   46.301452] reboot: Restarting system\n",
          "[   46.301452] reboot: Restarting system with command 'bootloader'\n",
          "[ 9046.301452] reboot: System halted\n", "[   57.460238] Restarting system.\n", "Power down.\n",
          "[   12.000000][    T1] reboot: Restarting system\n[   12.100000] imx-sdma: stopped\n",
          "[   12.000000] kexec_core: Starting new kernel\r\n", "[   46.250183] systemd-shutdown[1]: Rebooting.\n",
          "[   46.250183] systemd-shutdown[1]: Powering off.\n"}) {
        EXPECT_TRUE(EndsOrderly(Cut() + std::string(end))) << end;
    }
}

TEST(LogEnd, OtherEnds) {
    EXPECT_FALSE(EndsOrderly(""));
    EXPECT_FALSE(EndsOrderly(Cut()));
    for (std::string_view end :
         {"[    3.000000] app[12]: I saw reboot: Power down\n", "[   46.250183] systemd[1]: Starting Reboot...\n",
          "[    1.000000] reboot: Power",  // cut by the reset itself
          "[   99.000000] sysrq: Resetting\n"}) {
        EXPECT_FALSE(EndsOrderly(Cut() + std::string(end))) << end;
    }
    // The end of the boot before, and then a whole boot.
    EXPECT_FALSE(EndsOrderly("[    1.384139] reboot: Power down\n" + Cut()));
}

TEST(LogEnd, LastLines) {
    EXPECT_EQ(LastLines("a\nb\nc\n", 2, 100), "b\nc\n");
    EXPECT_EQ(LastLines("a\nb\nc", 2, 100), "b\nc");
    EXPECT_EQ(LastLines("a\nb\nc", 9, 100), "a\nb\nc");
    EXPECT_EQ(LastLines("a\nbbbb\ncc\n", 9, 5), "cc\n");
    EXPECT_EQ(LastLines("aaaaaaaa\n", 9, 5), "");
    EXPECT_EQ(LastLines("\n\n\n", 2, 5), "\n\n");
    EXPECT_EQ(LastLines("", 2, 5), "");
}

TEST(LogEnd, TheLastLineThatSaysSomething) {
    LogEnd end = FindLogEnd("<6>[    1.000001] a\n<6>[   12.000002] the last words\n\n  \n");
    EXPECT_EQ(end.words, "the last words");
    EXPECT_EQ(end.time_us, 12'000'002u);
    EXPECT_EQ(end.line, 2u);
    EXPECT_EQ(FindLogEnd("").line, 0u);
}

}  // namespace
}  // namespace faultbox::harvest
