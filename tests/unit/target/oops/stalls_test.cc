// Hung tasks, soft and hard lockups, stalls of RCU and of workqueues.
#include <gtest/gtest.h>

#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

TEST(Stalls, HungTasks) {
    auto parsed = Parse(
        R"([494886.031776] INFO: task rs:main Q:Reg:9724 blocked for more than 120 seconds.
[494886.031915]       Not tainted 4.4.0-87-generic #110-Ubuntu
[494886.031988] "echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.
[494886.032081] rs:main Q:Reg   D ffff880818267dc8     0  9724      1 0x00000000
[494886.032086]  ffff880818267dc8 ffff8808159d2a80 ffff88081bf43800 ffff88081addd400
[494886.032096] Call Trace:
[494886.032103]  [<ffffffff8183dda5>] schedule+0x35/0x80
[494886.032110]  [<ffffffff81393eee>] ? common_file_perm+0x6e/0x1a0
[494886.032136] INFO: task bash:9768 blocked for more than 122 seconds.
[494886.032221]       Tainted: G         C      4.14.17-v7+ #1090
[494886.032408] bash            D    0  9768   9737 0x00000004
[494886.032409] Workqueue: writeback wb_workfn (flush-8:1-fuseblk)
[494886.032423] [<807762c0>] (__schedule) from [<80776938>] (schedule+0x50/0xa8)
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& first = parsed->events[0];
    EXPECT_EQ(first.kind, EventKind::kHungTask);
    EXPECT_EQ(first.comm, "rs:main Q:Reg");
    EXPECT_EQ(first.pid, 9724u);
    EXPECT_FALSE(first.cpu);
    EXPECT_EQ(FactOf(first, "seconds"), "78");
    EXPECT_EQ(FactOf(first, "state"), "D");
    EXPECT_EQ(first.release, "4.4.0-87-generic");
    EXPECT_EQ(first.build, "#110-Ubuntu");
    EXPECT_EQ(Frames(first), (Strings{"schedule+0x35", "common_file_perm+0x6e"}));
    EXPECT_EQ(first.line_count, 8u);
    const CrashEvent& second = parsed->events[1];
    EXPECT_EQ(second.comm, "bash");
    EXPECT_EQ(second.pid, 9768u);
    EXPECT_EQ(FactOf(second, "seconds"), "7a");
    EXPECT_EQ(FactOf(second, "state"), "D");
    EXPECT_EQ(second.release, "4.14.17-v7+");
    EXPECT_EQ(parsed->taints[1], "GC");
    EXPECT_EQ(second.workqueue, "writeback wb_workfn (flush-8:1-fuseblk)");
    EXPECT_EQ(Frames(second), (Strings{"__schedule", "schedule+0x50"}));
}

TEST(Stalls, NewestHungTask) {
    auto parsed = Parse(
        R"([  246.1] INFO: task kworker/u113:10:666 blocked for more than 120 seconds.
[  246.1]       Not tainted 6.16.0-rc1 #5
[  246.1] task:kworker/u113:10 state:D stack:0     pid:666   tgid:666   ppid:2      task_flags:0x4208060 flags:0x00004000
[  246.1] Call Trace:
[  246.1]  <TASK>
[  246.1]  __schedule+0x491/0xbd0
[  246.1]  </TASK>
[  246.1] INFO: task kworker/u113:10:666 is blocked on a mutex likely owned by task y:2.
[  246.2] NMI backtrace for cpu 2
[  246.2] CPU: 2 UID: 0 PID: 63 Comm: khungtaskd Not tainted 6.16.0-rc1 #5
[  246.2] Call Trace:
[  246.2]  dump_stack_lvl+0x5d/0x80
[  246.3] Kernel panic - not syncing: hung_task: blocked tasks
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.comm, "kworker/u113:10");
    EXPECT_EQ(event.pid, 666u);
    EXPECT_FALSE(event.cpu);
    EXPECT_EQ(FactOf(event, "state"), "D");
    EXPECT_EQ(FactOf(event, "blocked_on"), "a mutex");
    EXPECT_EQ(FactOf(event, "owner"), "y:2");
    ASSERT_EQ(event.traces.size(), 2u);
    EXPECT_EQ(Frames(event), (Strings{"__schedule+0x491"}));
    EXPECT_EQ(event.traces[1].name, "cpu 2");
    EXPECT_EQ(Frames(event, 1), (Strings{"dump_stack_lvl+0x5d"}));
    EXPECT_EQ(parsed->events[1].kind, EventKind::kPanic);
    EXPECT_EQ(parsed->events[1].panic_reason, "hung_task: blocked tasks");
}

// /var/log/messages holds lines of one level only: the one that says for how long is in another file.
TEST(Stalls, BlockedTaskWithoutHeading) {
    auto parsed = Parse(
        R"(Sep 12 11:38:25 sre-net-test-1 kernel: [494886.032081] rs:main Q:Reg   D ffff880818267dc8     0  9724      1 0x00000000
Sep 12 11:38:25 sre-net-test-1 kernel: [494886.032096] Call Trace:
Sep 12 11:38:25 sre-net-test-1 kernel: [494886.032103]  [<ffffffff8183dda5>] schedule+0x35/0x80
Sep 12 11:38:25 sre-net-test-1 kernel: [494886.032408] bash            D ffff8808197e3be8     0  9768   9737 0x00000004
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kHungTask);
    EXPECT_EQ(parsed->events[0].comm, "rs:main Q:Reg");
    EXPECT_EQ(parsed->events[0].pid, 9724u);
    EXPECT_EQ(FactOf(parsed->events[0], "seconds"), "absent");
    EXPECT_EQ(Frames(parsed->events[0]), (Strings{"schedule+0x35"}));
    EXPECT_EQ(parsed->events[1].comm, "bash");
}

TEST(Stalls, SoftLockup) {
    auto parsed = Parse(
        R"(Jan 30 22:14:43 darkstar kernel: watchdog: BUG: soft lockup - CPU#2 stuck for 44s! [worker:131042]
Jan 30 22:14:43 darkstar kernel: CPU: 2 PID: 131042 Comm: worker Tainted: G      L 5.4.12-arch1-1 #1
Jan 30 22:14:43 darkstar kernel: Hardware name: Gateway GT350 F1/GT350 F1, BIOS P03 07/26/2010
Jan 30 22:14:43 darkstar kernel: Call Trace:
Jan 30 22:14:43 darkstar kernel: flush_tlb_mm_range+0xed/0x150
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kSoftLockup);
    EXPECT_EQ(event.cpu, 2u);
    EXPECT_EQ(event.pid, 131042u);
    EXPECT_EQ(event.comm, "worker");
    EXPECT_EQ(FactOf(event, "seconds"), "2c");
    EXPECT_EQ(event.release, "5.4.12-arch1-1");
    EXPECT_EQ(event.hardware, "Gateway GT350 F1/GT350 F1, BIOS P03 07/26/2010");
    EXPECT_EQ(Frames(event), (Strings{"flush_tlb_mm_range+0xed"}));

    // kernel/watchdog.c of 2.6.32 and of 4.4.
    for (const char* prefix : {"", "NMI watchdog: "}) {
        parsed = Parse(std::string(prefix) + "BUG: soft lockup - CPU#11 stuck for 67s! [kworker/11:1H:2]\n");
        ASSERT_EQ(parsed->events.size(), 1u);
        EXPECT_EQ(parsed->events[0].comm, "kworker/11:1H");
        EXPECT_EQ(parsed->events[0].pid, 2u);
        EXPECT_EQ(parsed->events[0].cpu, 11u);
    }
}

TEST(Stalls, HardLockup) {
    struct Case {
        const char* line;
        uint32_t cpu;
    };
    constexpr Case kCases[] = {
        {"NMI watchdog: Watchdog detected hard LOCKUP on cpu 79", 79},
        {"watchdog: Watchdog detected hard LOCKUP on cpu 1", 1},
        {"watchdog: CPU0: Watchdog detected hard LOCKUP on cpu 1", 1},
    };
    for (const Case& expected : kCases) {
        auto parsed = Parse(expected.line);
        ASSERT_EQ(parsed->events.size(), 1u) << expected.line;
        EXPECT_EQ(parsed->events[0].kind, EventKind::kHardLockup);
        EXPECT_EQ(parsed->events[0].cpu, expected.cpu);
    }
    // 3.16, where it is the message of a WARN.
    auto parsed = Parse(
        R"([86738.578155] ------------[ cut here ]------------
[86738.583940] WARNING: CPU: 3 PID: 0 at /build/linux-xkTWug/linux-3.16.7-ckt11/kernel/watchdog.c:265 watchdog_overflow_callback+0x98/0xc0()
[86738.597479] Watchdog detected hard LOCKUP on cpu 3
[86738.602108] Modules linked in: l2tp_ppp l2tp_netlink
[86738.704405] CPU: 3 PID: 0 Comm: swapper/3 Tainted: G        W  O  3.16.0-4-amd64 #1 Debian 3.16.7-ckt11-1+deb8u5
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kHardLockup);
    EXPECT_EQ(parsed->events[0].source_location.line, 265u);
    EXPECT_EQ(parsed->events[0].comm, "swapper/3");

    parsed = Parse(
        "Kernel panic - not syncing: Watchdog detected hard LOCKUP on cpu 0\nPid: 7, comm: x Not tainted 2.6.32 #1\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kHardLockup);
    EXPECT_EQ(parsed->events[0].severity, Severity::kFatal);
    EXPECT_EQ(parsed->events[0].panic_reason, "Watchdog detected hard LOCKUP on cpu 0");
}

// The stack of RCU's own thread and that of another processor are not the stalled processor's.
TEST(Stalls, RcuSelfDetected) {
    auto parsed = Parse(
        R"([   89.892668] rcu: INFO: rcu_sched self-detected stall on CPU
[   89.898257] rcu:     1-....: (8382 ticks this GP) idle=3a04/1/0x40000002 softirq=118/122 fqs=1344
[   89.906865] rcu:     (t=8403 jiffies g=-1055 q=60 ncpus=2)
[   89.912085] rcu: rcu_sched kthread timer wakeup didn't happen for 1518 jiffies! g-1055 f0x0 RCU_GP_WAIT_FQS(5) ->state=0x402
[   89.923288] rcu:     Possible timer handling issue on cpu=0 timer-softirq=1623
[   89.930239] rcu: rcu_sched kthread starved for 1519 jiffies! g-1055 f0x0 RCU_GP_WAIT_FQS(5) ->state=0x402 ->cpu=0
[   89.940489] rcu:     Unless rcu_sched kthread gets sufficient CPU time, OOM is now expected behavior.
[   89.949432] rcu: RCU grace-period kthread stack dump:
[   89.954475] task:rcu_sched       state:I stack:0     pid:14    tgid:14    ppid:2      flags:0x00000000
[   89.963784]  __schedule from schedule+0x20/0xac
[   89.968328]  schedule from schedule_timeout+0x88/0xf0
[   90.100000] rcu: Stack dump where RCU GP kthread last ran:
[   90.100001] Sending NMI from CPU 1 to CPUs 0:
[   90.100002] NMI backtrace for cpu 0
[   90.100003] CPU: 0 PID: 0 Comm: swapper/0 Not tainted 6.1.0 #1
[   90.100004] PC is at cpu_idle+0x4/0x8
[   90.100005]  cpu_idle from rest_init+0x10/0x20
[   90.200000] CPU: 1 PID: 99 Comm: spinner Not tainted 6.1.0 #1
[   90.200001] Hardware name: Generic DT based system
[   90.200002] PC is at spin+0x10/0x20
[   90.200003]  spin from thread+0x4/0x8
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kRcuStall);
    EXPECT_EQ(event.cpu, 1u);
    EXPECT_EQ(event.comm, "spinner");
    EXPECT_EQ(event.pid, 99u);
    EXPECT_EQ(event.pc.symbol, "spin");
    EXPECT_EQ(FactOf(event, "flavor"), "rcu_sched");
    EXPECT_EQ(FactOf(event, "jiffies"), "20d3");
    EXPECT_EQ(FactOf(event, "kthread_late_jiffies"), "5ee");
    EXPECT_EQ(FactOf(event, "kthread_starved_jiffies"), "5ef");
    ASSERT_EQ(event.traces.size(), 3u);
    EXPECT_EQ(event.traces[0].name, "rcu_sched kthread");
    EXPECT_EQ(Frames(event, 0), (Strings{"__schedule", "schedule+0x20", "schedule_timeout+0x88"}));
    EXPECT_EQ(event.traces[1].name, "cpu 0");
    EXPECT_EQ(event.traces[2].name, "");
    EXPECT_EQ(Frames(event, 2), (Strings{"thread+0x4"}));
}

TEST(Stalls, RcuDetectedByAnother) {
    auto parsed = Parse(
        R"([  103.087243] rcu: INFO: rcu_sched detected stalls on CPUs/tasks:
[  103.087558] rcu: 	1-...!: (0 ticks this GP) idle=cf8/0/0x0 softirq=20/20 fqs=0 
[  103.087821] 	(detected by 0, t=38227 jiffies, g=-1127, q=10)
[  103.088024] Sending NMI from CPU 0 to CPUs 1:
[  103.088684] NMI backtrace for cpu 1
[  103.088685] CPU: 1 PID: 5 Comm: stuck Not tainted 5.15.0 #1
[  103.088686] Call Trace:
[  103.088687]  loop+0x1/0x2
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.cpu, 1u);
    EXPECT_EQ(event.comm, "stuck");
    EXPECT_EQ(FactOf(event, "detected_by"), "0");
    EXPECT_EQ(FactOf(event, "jiffies"), "9553");
    ASSERT_EQ(event.traces.size(), 1u);
    EXPECT_EQ(event.traces[0].name, "");
    EXPECT_EQ(Frames(event), (Strings{"loop+0x1"}));
}

TEST(Stalls, RcuOfOlderKernels) {
    // 4.4 with one task dump for each stalled processor.
    auto parsed = Parse(R"(INFO: rcu_sched detected stalls on CPUs/tasks:
        0-...: (1 GPs behind) idle=d09/1/0 softirq=1302/3861 fqs=20997
        2-...: (1 GPs behind) idle=157/2/0 softirq=1341/3334 fqs=20998
        (detected by 3, t=21010 jiffies, g=-93, c=-94, q=1)
Task dump for CPU 0:
swapper/0       R  running task        0     0      0 0x00000002
Call trace:
[<ffffffc000086ed4>] __switch_to+0xd4/0xf8
Task dump for CPU 2:
swapper/2       R  running task        0     0      1 0x00000000
Call trace:
[<ffffffc000086ed4>] __switch_to+0xd4/0xf8
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].cpu, 0u);
    EXPECT_EQ(FactOf(parsed->events[0], "detected_by"), "3");
    ASSERT_EQ(parsed->events[0].traces.size(), 2u);
    EXPECT_EQ(parsed->events[0].traces[0].name, "");
    EXPECT_EQ(parsed->events[0].traces[1].name, "CPU 2");

    parsed = Parse(
        "INFO: rcu_sched detected stalls on CPUs/tasks: { 1 3} (detected by 0, t=60002 jiffies, g=17, c=16, q=4)\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].cpu, 1u);
    EXPECT_EQ(FactOf(parsed->events[0], "jiffies"), "ea62");

    parsed = Parse(
        "rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 0-... } 6 jiffies s: 85 root: 0x1/.\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].cpu, 0u);
    EXPECT_EQ(FactOf(parsed->events[0], "jiffies"), "6");
}

// kernel/rcutree.c of 2.6.32.
TEST(Stalls, OldestRcu) {
    auto parsed = Parse(
        "INFO: RCU detected CPU 3 stall (t=10000 jiffies)\n"
        "INFO: RCU detected CPU stalls: 1 2 (detected by 0, t=10002 jiffies)\n");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(parsed->events[0].cpu, 3u);
    EXPECT_EQ(parsed->events[1].cpu, 1u);
    EXPECT_EQ(FactOf(parsed->events[1], "jiffies"), "2712");
}

TEST(Stalls, Workqueue) {
    auto parsed = Parse(
        R"([  752.907614] BUG: workqueue lockup - pool cpus=2 node=0 flags=0x0 nice=-20 stuck for 58s!
[  752.914030] Showing busy workqueues and worker pools:
[  752.914034] workqueue events_highpri: flags=0x10
[  752.914036]   pwq 5: cpus=2 node=0 flags=0x0 nice=-20 active=2/256
[  752.914042]     pending: journal_write_done [bcachefs], bch2_journal_write [bcachefs]
[  752.914135]     in-flight: 11518:wb_workfn, 1705:wb_workfn
[  752.914136] pool 1: cpus=0 node=0 flags=0x1 nice=-20 hung=31s workers=2 manager: 816094 idle: 823322
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kWorkqueueStall);
    EXPECT_EQ(FactOf(event, "cpus"), "2");
    EXPECT_EQ(FactOf(event, "seconds"), "3a");
    EXPECT_EQ(FactOf(event, "workqueue"), "events_highpri");
    EXPECT_EQ(FactOf(event, "pending"), "journal_write_done [bcachefs], bch2_journal_write [bcachefs]");
    EXPECT_EQ(FactOf(event, "in_flight"), "11518:wb_workfn, 1705:wb_workfn");
    EXPECT_EQ(FactOf(event, "hung_s"), "1f");
    EXPECT_EQ(event.line_count, 7u);
}

TEST(Stalls, NoEvents) {
    EXPECT_TRUE(Parse("rcu: Hierarchical RCU implementation.\n"
                      "rcu: \tRCU restricting CPUs from NR_CPUS=8 to nr_cpu_ids=2.\n"
                      "rcu: INFO: Stall ended before state dump start\n"
                      "INFO: lockdep is turned off.\n"
                      "NMI watchdog: Enabled. Permanently consumes one hw-PMU counter.\n"
                      "watchdog: watchdog1: watchdog did not stop!\n"
                      "INFO: task management is enabled\n"
                      "swapper/0       R  running task        0     0      0 0x00000002\n"
                      "rcu_sched       I    0     9      2 0x80000000\n"
                      "NMI backtrace for cpu 1\n")
                    ->events.empty());
}

}  // namespace
}  // namespace faultbox
