// WARN() in its four generations, and the checks that print through it.
#include <gtest/gtest.h>

#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

std::string Place(const CrashEvent& event) {
    return std::string(event.source_location.file) + ":" + std::to_string(event.source_location.line);
}

// 2.6.32 of RHEL: the message stands behind the hardware's name; a web page ate the addresses.
TEST(Warnings, NetdevWatchdogOf2632) {
    auto parsed = Parse(
        R"([14874902.828670] ------------[ cut here ]------------
[14874902.833622] WARNING: at net/sched/sch_generic.c:261 dev_watchdog+0x263/0x270() (Tainted: GF          ---------------   )
[14874902.844875] Hardware name: PowerEdge R510
[14874902.849212] NETDEV WATCHDOG: slave0 (bnx2): transmit queue 5 timed out
[14874902.856068] Modules linked in: kvm_intel_0 havs(F) bnx2 cciss [last unloaded: kvm_intel_0]
[14874902.975946] Pid: 0, comm: swapper Tainted: GF          ---------------    2.6.32-358.el5.x86_64 #1
[14874902.986422] Call Trace:
[14874902.989201]    [] ? dev_watchdog+0x263/0x270
[14874903.001810]  [] ? warn_slowpath_common+0x98/0xc0
[14874903.129451] ---[ end trace d5f89fd37f9190bc ]---
[14874903.134393] bnx2 0000:01:00.0: slave0: <--- start FTQ dump --->
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kNetdevWatchdog);
    EXPECT_EQ(FactOf(event, "device"), "slave0");
    EXPECT_EQ(FactOf(event, "driver"), "bnx2");
    EXPECT_EQ(FactOf(event, "queue"), "5");
    EXPECT_EQ(FactOf(event, "timeout_ms"), "absent");
    EXPECT_EQ(FactOf(event, "message"), "NETDEV WATCHDOG: slave0 (bnx2): transmit queue 5 timed out");
    EXPECT_EQ(Place(event), "net/sched/sch_generic.c:261");
    EXPECT_EQ(event.pc.symbol, "dev_watchdog");
    EXPECT_EQ(event.pc.offset, 0x263u);
    EXPECT_EQ(event.hardware, "PowerEdge R510");
    EXPECT_EQ(event.release, "2.6.32-358.el5.x86_64");
    EXPECT_EQ(parsed->taints[0], "GF");
    EXPECT_EQ(event.comm, "swapper");
    EXPECT_EQ(event.modules.size(), 4u);
    EXPECT_EQ(Frames(event), (Strings{"dev_watchdog+0x263", "warn_slowpath_common+0x98"}));
    EXPECT_EQ(event.end_trace_id, "d5f89fd37f9190bc");
    EXPECT_EQ(event.line_count, 9u);
}

// 5.5, where the architecture has no trap for WARN: the message follows.
TEST(Warnings, NetdevWatchdogBehindTheLine) {
    auto parsed = Parse(R"([   47.120000] ------------[ cut here ]------------
[   47.120000] WARNING: CPU: 0 PID: 0 at net/sched/sch_generic.c:442 dev_watchdog+0x2dc/0x2e4
[   47.120000] NETDEV WATCHDOG: eth0 (ethoc): transmit queue 0 timed out
[   47.120000] Modules linked in:
[   47.120000] CPU: 0 PID: 0 Comm: swapper Not tainted 5.5.0-simple-smp #95
[   47.120000] Call trace:
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kNetdevWatchdog);
    EXPECT_EQ(FactOf(parsed->events[0], "driver"), "ethoc");
    EXPECT_EQ(parsed->events[0].comm, "swapper");
    EXPECT_EQ(parsed->events[0].release, "5.5.0-simple-smp");
}

// 6.12: a line of the device, and no WARN.
TEST(Warnings, NetdevWatchdogOfTheDevice) {
    auto parsed = Parse(
        R"([ 1356.296930] r8125 0000:22:04.0 eth4: NETDEV WATCHDOG: CPU: 3: transmit queue 0 timed out 5010 ms
[ 1356.350008] r8125 0000:22:04.0 eth4: rtl_rxtx_empty_cond == 0 (loop: 42, delay: 100).
[ 3651.381145] r8125 0000:22:01.0 eth1: NETDEV WATCHDOG: CPU: 0: transmit queue 0 timed out 5160 ms
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kNetdevWatchdog);
    EXPECT_EQ(FactOf(event, "device"), "eth4");
    EXPECT_EQ(FactOf(event, "driver"), "r8125");
    EXPECT_EQ(FactOf(event, "timeout_ms"), "1392");  // 5010
    EXPECT_EQ(event.cpu, 3u);
    EXPECT_EQ(FactOf(parsed->events[1], "device"), "eth1");
}

TEST(Warnings, MessageBeforeTheLine) {
    auto parsed = Parse(
        R"([47985.623781] ------------[ cut here ]------------
[47985.623784] list_add corruption. next->prev should be prev (ffff910309261548), but was ffff910487cb2d58. (next=ffff910487cb2d58).
[47985.623793] WARNING: CPU: 2 PID: 3920 at lib/list_debug.c:29 __list_add_valid_or_report+0x74/0xc0
[47985.623800] Modules linked in: qrtr ccm rfcomm
[47985.623896] CPU: 2 PID: 3920 Comm: bch-reclaim Tainted: P           O       6.9.3 #1-NixOS
[47985.624000] ---[ end trace 0000000000000000 ]---
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kListCorruption);
    EXPECT_EQ(event.first_line, 2u);
    EXPECT_EQ(FactOf(event, "operation"), "add");
    EXPECT_EQ(FactOf(event, "field"), "next->prev");
    EXPECT_EQ(FactOf(event, "expected"), "ffff910309261548");
    EXPECT_EQ(FactOf(event, "found"), "ffff910487cb2d58");
    EXPECT_EQ(Place(event), "lib/list_debug.c:29");
    EXPECT_EQ(event.cpu, 2u);
    EXPECT_EQ(event.pid, 3920u);
    EXPECT_EQ(event.comm, "bch-reclaim");
    EXPECT_EQ(event.end_trace_id, "0000000000000000");
}

TEST(Warnings, ListPoison) {
    auto parsed = Parse(
        R"(------------[ cut here ]------------
list_del corruption, ffffcb01d14e6408->next is LIST_POISON1 (dead000000000100)
WARNING: CPU: 0 PID: 138 at lib/list_debug.c:47 __list_del_entry_valid+0x46/0xa0 lib/list_debug.c:45
Modules linked in:
CPU: 0 PID: 138 Comm: systemd-journal Tainted: G        W         5.9.0-rc7-next-20200930 #3
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kListCorruption);
    EXPECT_EQ(FactOf(event, "operation"), "del");
    EXPECT_EQ(FactOf(event, "field"), "next");
    EXPECT_EQ(FactOf(event, "poison"), "LIST_POISON1");
    EXPECT_EQ(FactOf(event, "found"), "dead000000000100");
    EXPECT_EQ(event.comm, "systemd-journal");
}

// With CONFIG_BUG_ON_DATA_CORRUPTION the message is followed by a BUG, with or without a cut mark.
TEST(Warnings, MessageOfBug) {
    auto parsed = Parse(
        R"([  269.474092] watchdog: watchdog1: watchdog did not stop!
[  269.533625] list_del corruption. prev->next should be ffff9e136bd57418, but was 677ac660ffffffff
[  269.543482] kernel BUG at lib/list_debug.c:53!
[  269.553326] CPU: 1 PID: 8890 Comm: kexec Tainted: G           OE     4.19.0-9-2-amd64 #1 Debian 4.19.118-2+deb10u1
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kListCorruption);
    EXPECT_EQ(parsed->events[0].severity, Severity::kFatal);
    EXPECT_EQ(Place(parsed->events[0]), "lib/list_debug.c:53");
    EXPECT_EQ(FactOf(parsed->events[0], "expected"), "ffff9e136bd57418");
    EXPECT_EQ(FactOf(parsed->events[0], "found"), "677ac660ffffffff");
    EXPECT_EQ(parsed->events[0].release, "4.19.0-9-2-amd64");

    parsed = Parse(
        R"([   76.037241] usercopy: Kernel memory overwrite attempt detected to SLUB object 'fusion_user_ll_request' (offset 0, size 3960)!
[   76.037266] ------------[ cut here ]------------
[   76.037268] kernel BUG at mm/usercopy.c:99!
[   76.037281] CPU: 0 PID: 1098 Comm: fio-sure-erase Tainted: P           O      5.15.83-1-pve #1
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kUsercopy);
    EXPECT_EQ(FactOf(event, "operation"), "overwrite");
    EXPECT_EQ(FactOf(event, "region"), "to SLUB");
    EXPECT_EQ(FactOf(event, "object"), "fusion_user_ll_request");
    EXPECT_EQ(FactOf(event, "offset"), "0");
    EXPECT_EQ(FactOf(event, "size"), "f78");
    EXPECT_EQ(Place(event), "mm/usercopy.c:99");
    EXPECT_EQ(event.comm, "fio-sure-erase");
}

// The same on ARM, whose die() line follows; the event ends with it all.
TEST(Warnings, MessageOfBugOnArm) {
    auto parsed = Parse(
        R"([   10.0] list_del corruption. prev->next should be c2e48a40, but was 00000000
[   10.0] ------------[ cut here ]------------
[   10.0] kernel BUG at lib/list_debug.c:53!
[   10.0] Internal error: Oops - BUG: 0 [#1] SMP ARM
[   10.0] CPU: 1 PID: 88 Comm: sh Not tainted 6.1.0 #1
[   10.0] PC is at __list_del_entry_valid+0x90/0x9c
[   10.0] ---[ end trace 0000000000000000 ]---
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kListCorruption);
    EXPECT_EQ(event.severity, Severity::kFatal);
    EXPECT_EQ(event.arch, Arch::kArm);
    EXPECT_EQ(event.die_count, 1u);
    EXPECT_EQ(event.pc.symbol, "__list_del_entry_valid");
    EXPECT_EQ(FactOf(event, "found"), "0");
    EXPECT_EQ(event.line_count, 7u);
}

// A warning that lost its end is over where the next report begins.
TEST(Warnings, WithoutEnd) {
    auto parsed = Parse(
        R"([   10.0] refcount_t: underflow; use-after-free.
[   10.0] WARNING: CPU: 0 PID: 1 at lib/refcount.c:28 refcount_warn_saturate+0xd8/0xe0
[   10.0] CPU: 0 PID: 1 Comm: init Not tainted 6.1.0 #1
[   11.0] Internal error: Oops: a05 [#1] SMP ARM
[   11.0] PC is at f+0x4/0x8
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kRefcount);
    EXPECT_FALSE(parsed->events[0].die_count);
    EXPECT_EQ(parsed->events[1].pc.symbol, "f");
}

TEST(Warnings, UsercopyForms) {
    auto parsed = Parse(
        "usercopy: Kernel memory exposure attempt detected from page alloc (offset 24576, size 33243)!\n"
        "usercopy: kernel memory exposure attempt detected from ffff97d72e720000 (buffer_head) (4096 bytes)\n");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(FactOf(parsed->events[0], "region"), "from page alloc");
    EXPECT_EQ(FactOf(parsed->events[0], "offset"), "6000");
    EXPECT_EQ(FactOf(parsed->events[1], "address"), "ffff97d72e720000");
    EXPECT_EQ(FactOf(parsed->events[1], "object"), "buffer_head");
    EXPECT_EQ(FactOf(parsed->events[1], "size"), "1000");
}

TEST(Warnings, Refcount) {
    // 4.19 prints the message before its cut mark.
    const char* const kTexts[] = {
        R"([15293.331713] refcount_t: saturated; leaking memory.
[15293.331726] ------------[ cut here ]------------
[15293.331734] WARNING: CPU: 3 PID: 7502 at lib/refcount.c:77 refcount_add_not_zero+0x65/0x70
[15293.331735] Modules linked in: wp512 tgr192
)",
        R"([60836.026949] refcount_t: saturated; leaking memory.
[60836.026959] WARNING: CPU: 3 PID: 7502 at lib/refcount.c:77 refcount_warn_saturate+0x65/0xe0
)",
        R"(------------[ cut here ]------------
WARNING: CPU: 3 PID: 7502 at lib/refcount.c:77 refcount_warn_saturate+0x110/0x15c
refcount_t: saturated; leaking memory.
Modules linked in: usb_f_ncm(E) u_ether(E)
)"};
    for (const char* text : kTexts) {
        auto parsed = Parse(text);
        ASSERT_EQ(parsed->events.size(), 1u) << text;
        const CrashEvent& event = parsed->events[0];
        EXPECT_EQ(event.kind, EventKind::kRefcount) << text;
        EXPECT_EQ(FactOf(event, "what"), "saturated; leaking memory") << text;
        EXPECT_EQ(Place(event), "lib/refcount.c:77") << text;
        EXPECT_EQ(event.pid, 7502u);
    }
}

TEST(Warnings, FieldSpanningWrite) {
    const char* const kTexts[] = {
        R"([   58.431276] memcpy: detected field-spanning write (size 7) of single field "&cmd->mfr_id" at net/ncsi/ncsi-cmd.c:231 (size 4)
[   58.431284] WARNING: CPU: 0 PID: 508 at net/ncsi/ncsi-cmd.c:231 ncsi_cmd_handler_oem+0xbc/0xd0
)",
        R"([   44.627332] ------------[ cut here ]------------
[   44.632657] WARNING: CPU: 0 PID: 508 at net/ncsi/ncsi-cmd.c:231 ncsi_cmd_handler_oem+0xbc/0xd0
[   44.642387] memcpy: detected field-spanning write (size 7) of single field "&cmd->mfr_id" at net/ncsi/ncsi-cmd.c:231 (size 4)
[   44.655131] CPU: 0 PID: 508 Comm: ncsi-netlink Not tainted 6.1.0-rc5-14066-gefbdad8553d8 #17
[   44.664577] Hardware name: Generic DT based system
[   44.664599]  unwind_backtrace from show_stack+0x18/0x1c
)"};
    for (const char* text : kTexts) {
        auto parsed = Parse(text);
        ASSERT_EQ(parsed->events.size(), 1u) << text;
        const CrashEvent& event = parsed->events[0];
        EXPECT_EQ(event.kind, EventKind::kFortify);
        EXPECT_EQ(FactOf(event, "function"), "memcpy");
        EXPECT_EQ(FactOf(event, "size"), "7");
        EXPECT_EQ(FactOf(event, "field"), "&cmd->mfr_id");
        EXPECT_EQ(FactOf(event, "field_size"), "4");
        EXPECT_EQ(event.pc.symbol, "ncsi_cmd_handler_oem");
    }
}

// lib/string.c fortify_panic(), 4.13 to 6.8.
TEST(Warnings, FortifyPanic) {
    auto parsed = Parse(
        "detected buffer overflow in memcpy\n------------[ cut here ]------------\nkernel BUG at lib/string.c:1051!\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kFortify);
    EXPECT_EQ(FactOf(parsed->events[0], "function"), "memcpy");
    EXPECT_EQ(Place(parsed->events[0]), "lib/string.c:1051");
}

TEST(Warnings, NoMessage) {
    auto parsed = Parse(
        R"([13380621.257921] ------------[ cut here ]------------
[13380621.257933] WARNING: at block/blk.h:227 generic_make_request_checks+0x36e/0x380()
[13380621.257935] Modules linked in: ipt_REJECT dccp_diag
[13380621.257986] CPU: 3 PID: 28635 Comm: php-fpm Tainted: GF          O--------------   3.10.0-123.9.3.el7.x86_64 #1
[13380621.257999] Call Trace:
[13380621.258004]  [<ffffffff815e239b>] dump_stack+0x19/0x1b
[13380621.258004]  [<ffffffff8129032e>] generic_make_request_checks+0x36e/0x380
[13380621.258004] ---[ end trace 0d358b69ac15ccb7 ]---
[13380621.258004] ------------[ cut here ]------------
[13380621.258004] kernel BUG at fs/buffer.c:1270!
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kWarning);
    EXPECT_EQ(event.severity, Severity::kWarning);
    EXPECT_EQ(FactOf(event, "message"), "absent");
    EXPECT_EQ(event.cpu, 3u);
    EXPECT_EQ(event.comm, "php-fpm");
    EXPECT_EQ(event.release, "3.10.0-123.9.3.el7.x86_64");
    EXPECT_EQ(parsed->taints[0], "GFO");
    EXPECT_EQ(Frames(event), (Strings{"dump_stack+0x19", "generic_make_request_checks+0x36e"}));
    EXPECT_EQ(parsed->events[1].kind, EventKind::kBug);
    EXPECT_EQ(Place(parsed->events[1]), "fs/buffer.c:1270");
}

// Any other message of WARN(): kept as it is. cache_from_obj(), mm/slab.h.
TEST(Warnings, OtherMessages) {
    auto parsed = Parse(
        R"([ 6283.366248] ------------[ cut here ]------------
[ 6283.366249] cache_from_obj: Wrong slab cache. ocf_req_128 but object is from mnt_cache
[ 6283.376927] WARNING: CPU: 46 PID: 0 at mm/slab.h:454 kmem_cache_free+0x129/0x1c0
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kWarning);
    EXPECT_EQ(parsed->events[0].first_line, 2u);
    EXPECT_EQ(FactOf(parsed->events[0], "message"),
              "cache_from_obj: Wrong slab cache. ocf_req_128 but object is from mnt_cache");

    // The form of kernel/panic.c since 6.16, with the parts of ODEBUG (lib/debugobjects.c).
    parsed = Parse(
        R"(------------[ cut here ]------------
ODEBUG: free active (active state 0) object: ffff88810a1b2c00 object type: timer_list hint: delayed_work_timer_fn+0x0/0x30
WARNING: lib/debugobjects.c:612 at debug_print_object+0x7d/0xb0 [x], CPU#1: kworker/0:1/23
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kWarning);
    EXPECT_EQ(Place(event), "lib/debugobjects.c:612");
    EXPECT_EQ(event.pc.symbol, "debug_print_object");
    EXPECT_EQ(event.pc.module, "x");
    EXPECT_EQ(event.cpu, 1u);
    EXPECT_EQ(event.comm, "kworker/0:1");
    EXPECT_EQ(event.pid, 23u);
    EXPECT_EQ(FactOf(event, "object_type"), "timer_list");
    EXPECT_EQ(FactOf(event, "hint"), "delayed_work_timer_fn+0x0/0x30");
}

TEST(Warnings, StackProtector) {
    auto parsed = Parse(
        "Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: do_one_initcall+0x1d0/0x1d8\n"
        "CPU: 0 PID: 1 Comm: swapper/0 Not tainted 6.1.0 #1\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kStackProtector);
    EXPECT_EQ(parsed->events[0].severity, Severity::kFatal);
    EXPECT_EQ(FactOf(parsed->events[0], "function"), "do_one_initcall+0x1d0/0x1d8");
    EXPECT_EQ(parsed->events[0].panic_reason,
              "stack-protector: Kernel stack is corrupted in: do_one_initcall+0x1d0/0x1d8");
}

TEST(Warnings, NoEvents) {
    EXPECT_TRUE(Parse("[    0.0] WARNING: The 'foo' option is obsolete\n"
                      "[    0.1] WARNING: at least one device is missing\n"
                      "[    0.2] CPU: WARNING: CPU(s) started in wrong/inconsistent modes (primary CPU mode 0x13)\n"
                      "[    0.3] systemd[1]: Warning: /etc/fstab changed at 10:20 by root\n"
                      "[    0.4] list_lru: initialized\n"
                      "[    0.5] usercopy: hardened\n"
                      "[    0.6] NETDEV WATCHDOG: enabled\n")
                    ->events.empty());
}

}  // namespace
}  // namespace faultbox
