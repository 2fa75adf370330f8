// Memory that ran out: the OOM killer and failed allocations.
#include <gtest/gtest.h>

#include <format>

#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

TEST(Memory, OomKillOfAControlGroup) {
    auto parsed = Parse(
        R"(Jun 23 10:10:34 hv kernel: CPU 2/KVM invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=872
Jun 23 10:10:34 hv kernel: CPU: 3 PID: 10612 Comm: CPU 2/KVM Tainted: G          I    X    5.3.18-150300.59.63-default #1 SLE15-SP3
Jun 23 10:10:34 hv kernel: Hardware name: Dell Inc. PowerEdge R440/04JN2K, BIOS 2.13.3 12/17/2021
Jun 23 10:10:34 hv kernel: Call Trace:
Jun 23 10:10:34 hv kernel:  dump_stack+0x66/0x8b
Jun 23 10:10:34 hv kernel: memory: usage 1048576kB, limit 1048576kB, failcnt 141
Jun 23 10:10:34 hv kernel: Tasks state (memory values in pages):
Jun 23 10:10:34 hv kernel: [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
Jun 23 10:10:34 hv kernel: [   9941]     0  9941      255        1    32768        0          -998 pause
Jun 23 10:10:34 hv kernel: oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/kubepods/pod1,task_memcg=/kubepods/pod1/c2,task=qemu,pid=63214,uid=0
Jun 23 10:10:34 hv kernel: Memory cgroup out of memory: Killed process 63214 (qemu) total-vm:3149468kB, anon-rss:164992kB, file-rss:52176kB, shmem-rss:92kB, UID:0 pgtables:1372kB oom_score_adj:986
Jun 23 10:10:34 hv kernel: oom_reaper: reaped process 63214 (qemu), now anon-rss:0kB, file-rss:0kB, shmem-rss:92kB
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kOomKill);
    EXPECT_EQ(event.comm, "CPU 2/KVM");
    EXPECT_EQ(event.pid, 10612u);
    EXPECT_EQ(event.cpu, 3u);
    EXPECT_EQ(event.release, "5.3.18-150300.59.63-default");
    EXPECT_EQ(FactOf(event, "gfp_mask"), "cc0");
    EXPECT_EQ(FactOf(event, "order"), "0");
    EXPECT_EQ(FactOf(event, "constraint"), "CONSTRAINT_MEMCG");
    EXPECT_EQ(FactOf(event, "memcg"), "/kubepods/pod1");
    EXPECT_EQ(FactOf(event, "victim"), "qemu");
    EXPECT_EQ(FactOf(event, "victim_pid"), "f6ee");
    EXPECT_EQ(FactOf(event, "total_vm_kb"), "300e9c");  // 3149468
    EXPECT_EQ(FactOf(event, "anon_rss_kb"), "28480");   // 164992
    EXPECT_EQ(Frames(event), (Strings{"dump_stack+0x66"}));
    EXPECT_EQ(event.line_count, 12u);
}

// 3.10 says it in two lines; the next kill is another event.
TEST(Memory, TwoLinesAndTwoKills) {
    auto parsed = Parse(
        R"([Thu Dec  7 00:05:14 2017] java invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=-998
[Thu Dec  7 00:05:14 2017] java cpuset=1e479e mems_allowed=0
[Thu Dec  7 00:05:14 2017] CPU: 9 PID: 14881 Comm: java Tainted: G    B          ------------ T 3.10.0-327.4.5.el7.x86_64 #1
[Thu Dec  7 00:05:14 2017] Task in /kubepods/pod9 killed as a result of limit of /kubepods
[Thu Dec  7 00:05:15 2017] [28438]     0 28438  5063909   119961    1661   136409          -998 java
[Thu Dec  7 00:05:15 2017] Memory cgroup out of memory: Kill process 24572 (java) score 0 or sacrifice child
[Thu Dec  7 00:05:15 2017] Killed process 28438 (java) total-vm:20255636kB, anon-rss:466160kB, file-rss:13684kB
[Thu Dec  7 00:13:22 2017] Killed process 28439, UID 33, (apache2) total-vm:1000kB, anon-rss:16kB, file-rss:4kB
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.release, "3.10.0-327.4.5.el7.x86_64");
    EXPECT_EQ(parsed->taints[0], "GBT");
    EXPECT_EQ(FactOf(event, "memcg"), "/kubepods");
    EXPECT_EQ(FactOf(event, "score"), "0");
    EXPECT_EQ(FactOf(event, "total_vm_kb"), "1351394");  // 20255636
    EXPECT_EQ(FactOf(parsed->events[1], "victim"), "apache2");
    EXPECT_EQ(FactOf(parsed->events[1], "anon_rss_kb"), "10");
}

// The list of tasks is longer than anything else that stands inside an event.
TEST(Memory, ManyTasks) {
    std::string text =
        "[    1.0] runc:[1:CHILD] invoked oom-killer: gfp_mask=0x201da, order=2, oom_adj=0, oom_score_adj=0\n";
    for (int i = 0; i < 400; ++i)
        text += std::format("[    1.0] [{:5}]     0 {:5}     255        1    32768 pause\n", i, i);
    text += "[    1.0] Out of memory: Killed process 7 ((sd-pam)) total-vm:10kB, anon-rss:4kB, file-rss:0kB\n";
    auto parsed = Parse(text);
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].comm, "runc:[1:CHILD]");
    EXPECT_EQ(FactOf(parsed->events[0], "order"), "2");
    EXPECT_EQ(FactOf(parsed->events[0], "victim"), "(sd-pam)");
}

TEST(Memory, NothingToKill) {
    auto parsed = Parse(
        "init invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0\n"
        "Out of memory and no killable processes...\n"
        "Kernel panic - not syncing: System is deadlocked on memory\n");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(parsed->events[1].kind, EventKind::kPanic);
    EXPECT_EQ(parsed->events[1].panic_reason, "System is deadlocked on memory");
}

TEST(Memory, AllocationFailure) {
    struct Case {
        const char* line;
        const char *comm, *order, *mask;
    };
    constexpr Case kCases[] = {
        {"[86554.227453] irq/5-600c0004.: page allocation failure: order:0, mode:0x820(GFP_ATOMIC), nodemask=(null)",
         "irq/5-600c0004.", "0", "820"},
        {"[41923.154238] dmwb_writeback_: page allocation failure: order:8, mode:0x204010", "dmwb_writeback_", "8",
         "204010"},
        {"kworker/u8:1: page allocation failure. order:5, mode:0xd0", "kworker/u8:1", "5", "d0"},
    };
    for (const Case& expected : kCases) {
        auto parsed =
            Parse(std::string(expected.line) +
                  "\n[41923.154241] CPU: 2 PID: 2674 Comm: other Tainted: G           O   3.18.18+40-ph #1\n");
        ASSERT_EQ(parsed->events.size(), 1u) << expected.line;
        const CrashEvent& event = parsed->events[0];
        EXPECT_EQ(event.kind, EventKind::kOutOfMemory);
        EXPECT_EQ(event.comm, expected.comm);
        EXPECT_EQ(FactOf(event, "order"), expected.order);
        EXPECT_EQ(FactOf(event, "gfp_mask"), expected.mask);
        EXPECT_EQ(event.release, "3.18.18+40-ph");
    }
}

TEST(Memory, NoEvents) {
    EXPECT_TRUE(Parse("oomd[14628]: Running Action=kill_by_memory_size_or_growth\n"
                      "OOM killer enabled.\n"
                      "kernel: node_exporter: no page allocation failure\n"
                      "Memory cgroup out of memory: OOM victim 7 (x) is already exiting. Skip killing the task\n"
                      "Out of memory: allocation of device failed\n"
                      "systemd: user.slice: A process of this unit has been killed by the OOM killer.\n")
                    ->events.empty());
}

}  // namespace
}  // namespace faultbox
