// Panics over a report that alone stops nothing. Text of the lab: Debian's 6.1, and 6.1 on 32-bit ARM.
#include <gtest/gtest.h>

#include "parse.h"

namespace faultbox {
namespace {

constexpr std::string_view kHungTask = R"([   10.193754] INFO: task mediaserver:153 blocked for more than 2 seconds.
[   10.206219] Call Trace:
[   10.206443]  <TASK>
[   10.206737]  __schedule+0x34d/0xa00
[   10.207699]  nav_recalculate+0x11/0x30 [headunit]
[   10.214177]  entry_SYSCALL_64_after_hwframe+0x6e/0xd8
[   10.214344] RIP: 0033:0x7fe09420b114
[   10.215289]  </TASK>
)";
constexpr std::string_view kHungTaskPanic = R"([   10.215444] Kernel panic - not syncing: hung_task: blocked tasks
[   10.215618] CPU: 1 PID: 29 Comm: khungtaskd Tainted: G           OE      6.1.0-56-amd64 #1  Debian 6.1.192-2
[   10.216868] Call Trace:
[   10.216868]  panic+0x118/0x2f4
[   10.216868]  watchdog.cold+0xc/0xbb
)";

// The relations of the events, "root", or the number of the event that one followed.
std::string RelationsIn(std::string text) {
    auto parsed = Parse(std::move(text));
    std::string relations;
    for (const CrashEvent& event : parsed->events) {
        bool root = event.relation == Relation::kRoot && !event.relation_to;
        bool followed = event.relation == Relation::kFollowed && event.relation_to;
        relations += root ? "root " : followed ? std::to_string(*event.relation_to) + " " : "other ";
    }
    return relations;
}

TEST(PanicRelation, FollowsTheHungTask) {
    EXPECT_EQ(RelationsIn(std::string(kHungTask) + std::string(kHungTaskPanic)), "root 0 ");
}

TEST(PanicRelation, FollowsTheReportOfItsKind) {
    constexpr std::string_view kWarning = R"([   10.215300] WARNING: CPU: 1 PID: 23 at fs/x.c:10 fn+0x1/0x2 [mod]
[   10.215310] Call Trace:
[   10.215320]  vfs_write+0xc7/0x3f0
[   10.215330] ---[ end trace 0000000000000000 ]---
)";
    EXPECT_EQ(RelationsIn(std::string(kHungTask) + std::string(kWarning) + std::string(kHungTaskPanic)),
              "root root 0 ");
    EXPECT_EQ(RelationsIn(std::string(kWarning) + std::string(kHungTaskPanic)), "root root ");
}

TEST(PanicRelation, IsItsOwnWithoutAReportBeforeIt) {
    EXPECT_EQ(RelationsIn(std::string(kHungTaskPanic)), "root ");
    EXPECT_EQ(RelationsIn(std::string(kHungTask) + "[   10.3] Kernel panic - not syncing: sysrq triggered crash\n"),
              "root root ");
}

TEST(PanicRelation, IsItsOwnOnAnotherBootOrMuchLater) {
    EXPECT_EQ(
        RelationsIn(std::string(kHungTask) + "[    0.000000] Linux version 6.1.0-56-amd64 (a@b) (gcc-12) #1 SMP\n" +
                    std::string(kHungTaskPanic)),
        "root root ");
    EXPECT_EQ(
        RelationsIn(std::string(kHungTask) + "[   99.215444] Kernel panic - not syncing: hung_task: blocked tasks\n"),
        "root root ");
}

TEST(PanicRelation, FollowsTheStall) {
    EXPECT_EQ(RelationsIn(R"([    7.487718] rcu: INFO: rcu_preempt self-detected stall on CPU
[    7.488000] rcu: 	1-...!: (1 GPs behind) idle=2e6/1/0x40000000 softirq=1234/1234 fqs=5
[    7.490000] PC is at radio_wait_until_tuned+0x14/0x20 [headunit]
[    7.559804] Kernel panic - not syncing: RCU Stall
[    7.560000]  panic from dump_blkd_tasks.constprop.0+0x0/0x1a0
)"),
              "root 0 ");
    EXPECT_EQ(RelationsIn(R"([   10.026742] watchdog: BUG: soft lockup - CPU#1 stuck for 2s! [mediaserver:153]
[   10.041906] Kernel panic - not syncing: softlockup: hung tasks
)"),
              "root 0 ");
}

TEST(PanicRelation, FollowsTheMemoryThatRanOut) {
    EXPECT_EQ(RelationsIn(
                  R"([    4.608500] mediaserver invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
[    4.610000]  dump_header from out_of_memory+0x1b8/0x2dc
[    4.729200] Kernel panic - not syncing: Out of memory: system-wide panic_on_oom is enabled
)"),
              "root 0 ");
}

// The record that the panic is kept in was written before the end marker.
TEST(PanicRelation, RecordOfAnOverflowIsWhole) {
    auto parsed = Parse(R"([    4.153731] Insufficient stack space to handle exception!
[    4.154462] ESR: 0x0000000096000047 -- DABT (current EL)
[    4.155738] FAR: 0xffff80000827ffc0
[    4.156381] pc : nav_expand_route+0xc/0xa4 [headunit]
[    4.157609] Kernel panic - not syncing: kernel stack overflow
[    4.157730] Call trace:
[    4.158179]  __bad_stack+0x78/0x7c
[    4.158185]  nav_expand_route+0xc/0xa4 [headunit]
[    4.199419] Kernel Offset: 0x571067600000 from 0xffff800008000000
[    4.199723] Memory Limit: 512 MB
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kStackOverflow);
    EXPECT_EQ(parsed->events[0].panic_reason, "kernel stack overflow");
    EXPECT_EQ(DamageList(parsed->events[0]), std::vector<std::string>());
}

}  // namespace
}  // namespace faultbox
