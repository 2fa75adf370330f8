// The lock validator, from 2.6 to 6.x.
#include <gtest/gtest.h>

#include <format>

#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

TEST(Lockdep, CircularDependency) {
    auto parsed = Parse(
        R"([ 1028.365890] ======================================================
[ 1028.366165] WARNING: possible circular locking dependency detected
[ 1028.366348] 5.10.0-00479-g1c1358a0a606 #87 Tainted: G                T
[ 1028.366620] ------------------------------------------------------
[ 1028.366838] kswapd0/79 is trying to acquire lock:
[ 1028.367052] ffff8b1654603e08 (&c->mark_lock){++++}-{0:0}, at: bch2_clear_page_bits+0x12a/0x140 [bcachefs]
[ 1028.367385]
               but task is already holding lock:
[ 1028.367676] ffffffffba151dc0 (fs_reclaim){+.+.}-{0:0}, at: __fs_reclaim_acquire+0x5/0x30
[ 1028.368052]
               which lock already depends on the new lock.

[ 1028.368439]
               the existing dependency chain (in reverse order) is:
[ 1028.368710]
               -> #1 (fs_reclaim){+.+.}-{0:0}:
[ 1028.368992]        lock_acquire+0xbd/0x370
[ 1028.369162]        fs_reclaim_acquire.part.0+0x25/0x30
[ 1028.369300]
               -> #0 (&c->mark_lock){++++}-{0:0}:
[ 1028.369557]        __lock_acquire+0x1/0x2
[ 1028.370000] 3 locks held by kswapd0/79:
[ 1028.370001]  #0: ffffffffba151dc0 (fs_reclaim){+.+.}-{0:0}, at: __fs_reclaim_acquire+0x5/0x30
[ 1028.370300]
               stack backtrace:
[ 1028.370301] CPU: 2 PID: 79 Comm: kswapd0 Tainted: G                T 5.10.0-00479-g1c1358a0a606 #87
[ 1028.370302] Call Trace:
[ 1028.370303]  dump_stack+0x8b/0xb0
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kLockdep);
    EXPECT_EQ(FactOf(event, "title"), "possible circular locking dependency detected");
    EXPECT_EQ(event.comm, "kswapd0");
    EXPECT_EQ(event.pid, 79u);
    EXPECT_EQ(event.cpu, 2u);
    EXPECT_EQ(event.release, "5.10.0-00479-g1c1358a0a606");
    EXPECT_EQ(event.build, "#87");
    EXPECT_EQ(parsed->taints[0], "GT");
    EXPECT_EQ(FactOf(event, "lock_wanted"), "&c->mark_lock");
    EXPECT_EQ(FactOf(event, "place"), "bch2_clear_page_bits+0x12a/0x140 [bcachefs]");
    EXPECT_EQ(FactOf(event, "lock_held"), "fs_reclaim");
    EXPECT_EQ(FactOf(event, "place_held"), "__fs_reclaim_acquire+0x5/0x30");
    ASSERT_EQ(event.traces.size(), 3u);
    EXPECT_EQ(event.traces[0].name, "-> #1 (fs_reclaim){+.+.}-{0:0}");
    EXPECT_EQ(Frames(event, 0), (Strings{"lock_acquire+0xbd", "fs_reclaim_acquire.part.0+0x25"}));
    EXPECT_EQ(Frames(event, 1), (Strings{"__lock_acquire+0x1"}));
    EXPECT_EQ(event.traces[2].name, "");
    EXPECT_EQ(Frames(event, 2), (Strings{"dump_stack+0x8b"}));
}

// 4.5 in a syslog file, where rsyslog writes the kernel's line feeds as #012.
TEST(Lockdep, OlderFormInSyslog) {
    auto parsed = Parse(
        R"(2016-03-26T20:52:22.526357+00:00 mira108 kernel: ======================================================
2016-03-26T20:52:22.526425+00:00 mira108 kernel: [ INFO: possible circular locking dependency detected ]
2016-03-26T20:52:22.526544+00:00 mira108 kernel: 4.5.0-ceph-10672-g5ef5edb #1 Not tainted
2016-03-26T20:52:22.526608+00:00 mira108 kernel: -------------------------------------------------------
2016-03-26T20:52:22.526661+00:00 mira108 kernel: tp_fstore_op/28134 is trying to acquire lock:
2016-03-26T20:52:22.526779+00:00 mira108 kernel: (&sb->s_type->i_mutex_key#19){+.+.+.}, at: [<ffffffffa04b609d>] xfs_file_buffered_aio_write+0x6d/0x320 [xfs]
2016-03-26T20:52:22.526854+00:00 mira108 kernel: #012but task is already holding lock:
2016-03-26T20:52:22.526911+00:00 mira108 kernel: (&pipe->mutex/1){+.+.+.}, at: [<ffffffff8126ca7d>] pipe_lock+0x1d/0x20
2016-03-26T20:52:22.527082+00:00 mira108 kernel: #012-> #2 (&pipe->mutex/1){+.+.+.}:
2016-03-26T20:52:22.527137+00:00 mira108 kernel:       [<ffffffff811061a6>] lock_acquire+0x196/0x1e0
2016-03-26T20:52:22.527200+00:00 mira108 kernel: #012stack backtrace:
2016-03-26T20:52:22.527201+00:00 mira108 kernel: CPU: 0 PID: 28134 Comm: tp_fstore_op Not tainted 4.5.0-ceph-10672-g5ef5edb #1
2016-03-26T20:52:22.527202+00:00 mira108 kernel: Call Trace:
2016-03-26T20:52:22.527203+00:00 mira108 kernel: [<ffffffff813c7ce9>] dump_stack+0x67/0x9e
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kLockdep);
    EXPECT_EQ(FactOf(event, "title"), "possible circular locking dependency detected");
    EXPECT_EQ(event.comm, "tp_fstore_op");
    EXPECT_EQ(FactOf(event, "lock_wanted"), "&sb->s_type->i_mutex_key#19");
    EXPECT_EQ(FactOf(event, "lock_held"), "&pipe->mutex/1");
    ASSERT_EQ(event.traces.size(), 2u);
    EXPECT_EQ(event.traces[0].name, "-> #2 (&pipe->mutex/1){+.+.+.}");
    EXPECT_EQ(Frames(event, 1), (Strings{"dump_stack+0x67"}));
}

TEST(Lockdep, OtherTitles) {
    auto parsed = Parse(
        R"([  111.566327] [ BUG: Invalid wait context ]
[  111.566333] 6.15.0-kitty-TEST3 #26 Tainted: G        W
[  111.566339] -----------------------------
[  111.566341] mount/4161 is trying to lock:
[  111.566346] ffff0001ff50b8f0 ((&c->lock)){+.+.}-{3:3}, at: ___slab_alloc+0x78/0xd5c
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(FactOf(parsed->events[0], "title"), "Invalid wait context");
    EXPECT_EQ(FactOf(parsed->events[0], "lock_wanted"), "(&c->lock)");
    EXPECT_EQ(parsed->events[0].comm, "mount");

    // print_usage_bug() and lockdep_rcu_suspicious(), kernel/locking/lockdep.c.
    parsed = Parse(
        R"(WARNING: inconsistent lock state
6.1.0 #1 Not tainted
--------------------------------
inconsistent {IN-HARDIRQ-W} -> {HARDIRQ-ON-W} usage.
swapper/0/1 [HC0[0]:SC0[0]:HE1:SE1] takes:
ffff888104c4a0a8 (&x->lock){?.+.}-{2:2}, at: take_it+0x10/0x20
{IN-HARDIRQ-W} state was registered at:
  lock_acquire+0xd0/0x2e0
WARNING: suspicious RCU usage
6.1.0 #1 Not tainted
-----------------------------
net/core/dev.c:5110 suspicious rcu_dereference_check() usage!
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(parsed->events[0].comm, "swapper/0");
    EXPECT_EQ(parsed->events[0].pid, 1u);
    EXPECT_EQ(FactOf(parsed->events[0], "usage"), "{IN-HARDIRQ-W} -> {HARDIRQ-ON-W}");
    EXPECT_EQ(FactOf(parsed->events[0], "lock_wanted"), "&x->lock");
    EXPECT_EQ(parsed->events[0].traces[0].name, "{IN-HARDIRQ-W} state was registered at");
    EXPECT_EQ(parsed->events[1].source_location.file, "net/core/dev.c");
    EXPECT_EQ(parsed->events[1].source_location.line, 5110u);
}

// A chain longer than an event has places for traces: the event's own is kept, the rest is said to be missing.
TEST(Lockdep, LongChain) {
    std::string text = "WARNING: possible circular locking dependency detected\n6.1.0 #1 Not tainted\n";
    for (int i = 9; i >= 0; --i)
        text += std::format("-> #{} (lock{}){{+.+.}}-{{3:3}}:\n       step{}+0x1/0x2\n", i, i, i);
    text += "stack backtrace:\nCall Trace:\n dump_stack+0x1/0x2\n";
    auto parsed = Parse(text);
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    ASSERT_EQ(event.traces.size(), 8u);
    EXPECT_EQ(event.traces[7].name, "");
    EXPECT_EQ(Frames(event, 7), (Strings{"dump_stack+0x1"}));
    EXPECT_EQ(Frames(event, 6), (Strings{"step3+0x1"}));
    EXPECT_EQ(DamageList(event),
              (Strings{"unreadable 17 -> #2 (lock2){+.+.}-{3:3}", "unreadable 19 -> #1 (lock1){+.+.}-{3:3}",
                       "unreadable 21 -> #0 (lock0){+.+.}-{3:3}"}));
}

TEST(Lockdep, NoEvents) {
    EXPECT_TRUE(Parse("Lock dependency validator: Copyright (c) 2006 Red Hat, Inc., Ingo Molnar\n"
                      "INFO: lockdep is turned off.\n"
                      "======================================================\n"
                      "stack backtrace:\n")
                    ->events.empty());
}

}  // namespace
}  // namespace faultbox
