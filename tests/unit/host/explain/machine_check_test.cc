#include "host/explain/machine_check.h"

#include <gtest/gtest.h>

#include "target/oops/crash_event.h"

namespace faultbox {
namespace {

void Add(format::Event& event, const char* key, uint64_t number) {
    format::Fact& fact = *event.add_fact();
    fact.set_key(key);
    fact.set_number(number);
}

// What two threads of one core said in two hosts' logs.
format::Event InternalTimer() {
    format::Event event;
    event.set_kind(static_cast<uint32_t>(EventKind::kMachineCheck));
    Add(event, "mce.cpu", 19);
    Add(event, "mce.mcgstatus", 4);
    Add(event, "mce.bank", 5);
    Add(event, "mce.status", 0xbe00000000800400);
    Add(event, "mce.address", 0x1579aa6);
    Add(event, "mce.vendor", 0);
    Add(event, "mce.cpuid", 0x206c2);
    Add(event, "mce.cpu", 7);
    return event;
}

TEST(MachineCheckExplanation, InternalTimer) {
    MachineCheckReport report = ReadMachineCheck(InternalTimer());
    EXPECT_EQ(report.cpus, (std::vector<uint32_t>{19, 7}));
    EXPECT_EQ(
        MeaningOf(report),
        "uncorrected error, processor context corrupt; internal timer error; MSCOD 0x0080 is model specific and not "
        "published for this processor and bank; no overflow, ADDR valid, MISC valid");
    EXPECT_EQ(
        VerdictOf(report),
        "Hardware: the processor itself reported this (CPUs 19 and 7, bank 5): uncorrected error, processor context "
        "corrupt; internal timer error. A timer of the processor ran out; what it waited for, and whether hardware or "
        "a driver kept it waiting, is not in the text.");
}

// CachyOS/linux-cachyos issue 1038.
TEST(MachineCheckExplanation, AmdWatchdog) {
    format::Event event;
    Add(event, "mce.cpu", 21);
    Add(event, "mce.bank", 5);
    Add(event, "mce.status", 0xbea0000000000108);
    Add(event, "mce.vendor", 2);
    Add(event, "mce.cpuid", 0xa20f10);
    Add(event, "mce.ipid", 0x000500b000000000);
    EXPECT_EQ(
        VerdictOf(ReadMachineCheck(event)),
        "Hardware: the processor itself reported this (CPU 21, bank 5, Execution Unit): uncorrected error, processor "
        "context corrupt; memory error (cache) (generic error, generic, core (reserved level)); watchdog timeout: no "
        "instruction retired for too long. A timer of the processor ran out; what it waited for, and whether hardware "
        "or a driver kept it waiting, is not in the text.");
}

// SDM tables 15-9 and 15-10: 0x0136 is a data read in the cache of level 2, 0x0090 a memory read on channel 0, 0x0001
// unclassified, 0x0e0f a bus error that did not time out, 0x0f0f one that did.
TEST(MachineCheckExplanation, OnlyMemoriesAndBusesAreHardwareForSure) {
    auto verdict = [](uint64_t code) {
        format::Event event;
        Add(event, "mce.bank", 5);
        Add(event, "mce.status", 0xbe00000000000000 | code);
        Add(event, "mce.vendor", 0);
        Add(event, "mce.cpuid", 0x206c2);
        return VerdictOf(ReadMachineCheck(event));
    };
    for (uint64_t code : {0x0136, 0x0090, 0x0e0f}) {
        EXPECT_TRUE(verdict(code).ends_with(" It is not a software problem.")) << verdict(code);
    }
    EXPECT_TRUE(verdict(0x0001).ends_with(" What brought it about is not in the text.")) << verdict(0x0001);
    EXPECT_TRUE(verdict(0x0f0f).contains(" A timer of the processor ran out; ")) << verdict(0x0f0f);
}

TEST(MachineCheckExplanation, NothingIsGuessed) {
    format::Event event;
    EXPECT_EQ(MeaningOf(ReadMachineCheck(event)), "");
    EXPECT_FALSE(ReadMachineCheck(event).check);
    Add(event, "mce.status", 0xbe00000000800400);
    EXPECT_EQ(
        MeaningOf(ReadMachineCheck(event)),
        "uncorrected error, processor context corrupt; internal timer error; bits 31:16, 0x0080, are model specific; "
        "no overflow, ADDR valid, MISC valid");
    Add(event, "mce.bank", uint64_t{1} << 40);
    Add(event, "mce.cpu", uint64_t{1} << 40);
    EXPECT_FALSE(ReadMachineCheck(event).check->bank);
    EXPECT_TRUE(ReadMachineCheck(event).cpus.empty());
}

TEST(MachineCheckExplanation, TooHot) {
    format::Event event;
    Add(event, "mce.cpu", 0);
    format::Fact& notice = *event.add_fact();
    notice.set_key("mce.notice");
    notice.set_text("Core temperature above threshold, cpu clock throttled (total events = 1)");
    EXPECT_EQ(VerdictOf(ReadMachineCheck(event)),
              "Hardware: the processor (CPU 0) got too hot and slows itself down; not a software problem.");
}

}  // namespace
}  // namespace faultbox
