// "BUG: …" of checks that stop nothing.
#include <gtest/gtest.h>

#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

TEST(BugChecks, SleepingInInvalidContext) {
    auto parsed = Parse(
        R"([  131.283761] BUG: sleeping function called from invalid context at mm/slab.h:419
[  131.291125] in_atomic(): 1, irqs_disabled(): 0, pid: 7660, name: iptables
[  131.298040] CPU: 0 PID: 7660 Comm: iptables Tainted: G        W       4.14.148 #0
[  131.349907] Call Trace:
[  131.352386] [<8000c6d4>] show_stack+0x58/0x100
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kAtomicSleep);
    EXPECT_EQ(event.source_location.file, "mm/slab.h");
    EXPECT_EQ(event.source_location.line, 419u);
    EXPECT_EQ(event.pid, 7660u);
    EXPECT_EQ(event.comm, "iptables");
    EXPECT_EQ(FactOf(event, "in_atomic"), "1");
    EXPECT_EQ(FactOf(event, "irqs_disabled"), "0");
    EXPECT_EQ(event.release, "4.14.148");
    EXPECT_EQ(Frames(event), (Strings{"show_stack+0x58"}));
}

TEST(BugChecks, SleepingInNewerKernels) {
    auto parsed = Parse(
        R"([  708.606610] BUG: sleeping function called from invalid context at kernel/locking/spinlock_rt.c:48
[  708.606626] in_atomic(): 0, irqs_disabled(): 1, non_block: 0, pid: 7578, name: dd
[  708.606630] preempt_count: 10001, expected: 0
[  708.606633] RCU nest depth: 0, expected: 0
[  708.606640]  #0: ffff00010b9054c0 (sb_writers#7){.+.+}-{0:0}, at: path_openat+0x7d8/0xb00
[  708.606700] Preemption disabled at:
[  708.606701] [<ffff80008352b80c>] _raw_spin_lock_irqsave+0x80/0x84
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.comm, "dd");
    EXPECT_EQ(FactOf(event, "preempt_count"), "10001");
    EXPECT_EQ(FactOf(event, "preempt_count_expected"), "0");
    EXPECT_EQ(FactOf(event, "preemption_disabled_at"), "[<ffff80008352b80c>] _raw_spin_lock_irqsave+0x80/0x84");
}

// __schedule_bug(), kernel/sched/core.c: name, pid and the count of preemption.
TEST(BugChecks, SchedulingWhileAtomic) {
    auto parsed = Parse(
        "BUG: scheduling while atomic: swapper/0/0/0x00000100\n"
        "BUG: scheduling while atomic: ksoftirqd/1/11/0x10000100\n");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kAtomicSleep);
    EXPECT_EQ(parsed->events[0].comm, "swapper/0");
    EXPECT_EQ(parsed->events[0].pid, 0u);
    EXPECT_EQ(FactOf(parsed->events[0], "preempt_count"), "100");
    EXPECT_EQ(parsed->events[1].comm, "ksoftirqd/1");
    EXPECT_EQ(parsed->events[1].pid, 11u);
}

TEST(BugChecks, BadPage) {
    auto parsed = Parse(
        R"([93839.922189] BUG: Bad page state in process tvh:mtimer  pfn:02e44
[93839.932911] page:ba409190 count:-117901064 mapcount:0 mapping:f8f8f8f8 index:0x1 compound_mapcount: 67372037
[93839.971231] page dumped because: page still charged to cgroup
[93840.009625] Modules linked in: rc_pinnacle_pctv_hd em28xx_rc
[93840.054113] CPU: 3 PID: 521 Comm: tvh:mtimer Tainted: G    B           4.9.45-v7+ #1031
[93840.070251] Hardware name: BCM2835
[93840.077718] [<8010fb3c>] (unwind_backtrace) from [<8010c058>] (show_stack+0x20/0x24)
BUG: Bad page map in process system_manager.  pte:4a44e100 pmd:4dfc8831
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kBadPage);
    EXPECT_EQ(event.comm, "tvh:mtimer");
    EXPECT_EQ(event.pid, 521u);
    EXPECT_EQ(FactOf(event, "pfn"), "2e44");
    EXPECT_EQ(FactOf(event, "refcount"), "-117901064");
    EXPECT_EQ(FactOf(event, "mapcount"), "0");
    EXPECT_EQ(FactOf(event, "reason"), "page still charged to cgroup");
    EXPECT_EQ(event.modules.size(), 2u);
    EXPECT_EQ(Frames(event), (Strings{"unwind_backtrace", "show_stack+0x20"}));
    EXPECT_EQ(parsed->events[1].kind, EventKind::kBadPage);
    EXPECT_EQ(parsed->events[1].comm, "system_manager.");
    EXPECT_EQ(FactOf(parsed->events[1], "pte"), "4a44e100");
    EXPECT_EQ(FactOf(parsed->events[1], "pmd"), "4dfc8831");

    // check_mm(), kernel/fork.c.
    parsed = Parse(
        "BUG: Bad rss-counter state mm:00000000c9b3a8d8 type:MM_ANONPAGES val:-1\n"
        "BUG: non-zero pgtables_bytes on freeing mm: 4096\n");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(FactOf(parsed->events[0], "counter"), "MM_ANONPAGES");
    EXPECT_EQ(FactOf(parsed->events[0], "value"), "-1");
    EXPECT_EQ(FactOf(parsed->events[1], "value"), "4096");
}

// spin_dump(), kernel/locking/spinlock_debug.c; check_preemption_disabled(), lib/smp_processor_id.c;
// process_one_work().
TEST(BugChecks, Others) {
    auto parsed = Parse(
        R"(BUG: spinlock bad magic on CPU#0, kworker/0:1/25
 lock: 0xc0a0b0c0, .magic: dead4ead, .owner: <none>/-1, .owner_cpu: -1
BUG: using smp_processor_id() in preemptible [00000000] code: udevd/73
caller is usb_hcd_poll+0x17/0x19 [usbcore]
BUG: workqueue leaked lock or atomic: kworker/0:1/0x00000001/25
     last function: hci_power_off [bluetooth]
BUG: key ffff880037a0c0a8 has not been registered!
)");
    ASSERT_EQ(parsed->events.size(), 4u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kBug);
    EXPECT_EQ(parsed->events[0].severity, Severity::kError);
    EXPECT_EQ(FactOf(parsed->events[0], "what"), "bad magic");
    EXPECT_EQ(parsed->events[0].comm, "kworker/0:1");
    EXPECT_EQ(parsed->events[0].pid, 25u);
    EXPECT_EQ(FactOf(parsed->events[0], "magic"), "dead4ead");
    EXPECT_EQ(FactOf(parsed->events[0], "owner"), "<none>/-1");
    EXPECT_EQ(FactOf(parsed->events[0], "owner_cpu"), "-1");
    EXPECT_EQ(FactOf(parsed->events[1], "function"), "smp_processor_id()");
    EXPECT_EQ(parsed->events[1].pc.symbol, "usb_hcd_poll");
    EXPECT_EQ(parsed->events[1].pid, 73u);
    EXPECT_EQ(parsed->events[2].comm, "kworker/0:1");
    EXPECT_EQ(parsed->events[2].pid, 25u);
    EXPECT_EQ(FactOf(parsed->events[2], "last_function"), "hci_power_off [bluetooth]");
    EXPECT_EQ(FactOf(parsed->events[3], "key"), "ffff880037a0c0a8");
}

TEST(BugChecks, NoEvents) {
    EXPECT_TRUE(Parse("BUG: arch topology borken\n"
                      "spinlock bad magic on CPU#0\n"
                      "BUG: Bad page state: 24 messages suppressed\n"
                      "in_atomic(): 1, irqs_disabled(): 0, pid: 7660, name: iptables\n")
                    ->events.empty());
}

}  // namespace
}  // namespace faultbox
