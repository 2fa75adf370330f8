// KASAN, KCSAN, KMSAN, KFENCE, UBSAN and kmemleak. The texts are those of Documentation/dev-tools and of real reports.
#include <gtest/gtest.h>

#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

TEST(Sanitizers, Kasan) {
    auto parsed = Parse(
        R"(==================================================================
BUG: KASAN: slab-out-of-bounds in kmalloc_oob_right+0xa8/0xbc [test_kasan]
Write of size 1 at addr ffff8801f44ec37b by task insmod/2760

CPU: 1 PID: 2760 Comm: insmod Not tainted 4.19.0-rc3+ #698
Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.10.2-1 04/01/2014
Call Trace:
 dump_stack+0x94/0xd8
 kmalloc_oob_right+0xa8/0xbc [test_kasan]
 do_one_initcall+0xa5/0x241
RIP: 0033:0x7f96443109da

Allocated by task 2760:
 save_stack+0x43/0xd0
 kmem_cache_alloc_trace+0xe1/0x1b0
 kmalloc_oob_right+0x56/0xbc [test_kasan]

Freed by task 815:
 save_stack+0x43/0xd0
 kfree+0x93/0x1a0

The buggy address belongs to the object at ffff8801f44ec300
 which belongs to the cache kmalloc-128 of size 128
The buggy address is located 123 bytes inside of
 128-byte region [ffff8801f44ec300, ffff8801f44ec380)
The buggy address belongs to the page:
page:ffffea0007d13b00 count:1 mapcount:0 mapping:ffff8801f7001640 index:0x0
page dumped because: kasan: bad access detected

Memory state around the buggy address:
 ffff8801f44ec200: fc fc fc fc fc fc fc fc fb fb fb fb fb fb fb fb
>ffff8801f44ec300: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 03
                                                                ^
==================================================================
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kKasan);
    EXPECT_EQ(FactOf(event, "bug_type"), "slab-out-of-bounds");
    EXPECT_EQ(FactOf(event, "access"), "Write");
    EXPECT_EQ(FactOf(event, "access_size"), "1");
    EXPECT_EQ(FactOf(event, "address"), "ffff8801f44ec37b");
    EXPECT_EQ(event.pc.symbol, "kmalloc_oob_right");
    EXPECT_EQ(event.pc.module, "test_kasan");
    EXPECT_EQ(event.comm, "insmod");
    EXPECT_EQ(event.pid, 2760u);
    EXPECT_EQ(event.cpu, 1u);
    EXPECT_EQ(event.release, "4.19.0-rc3+");
    EXPECT_EQ(FactOf(event, "object"), "ffff8801f44ec300");
    EXPECT_EQ(FactOf(event, "cache"), "kmalloc-128");
    EXPECT_EQ(FactOf(event, "object_size"), "80");
    EXPECT_EQ(FactOf(event, "offset_bytes"), "7b");
    EXPECT_EQ(FactOf(event, "side"), "inside");
    EXPECT_EQ(FactOf(event, "region_end"), "ffff8801f44ec380");
    ASSERT_EQ(event.traces.size(), 3u);
    EXPECT_EQ(Frames(event),
              (Strings{"dump_stack+0x94", "kmalloc_oob_right+0xa8", "do_one_initcall+0xa5", "7f96443109da"}));
    EXPECT_EQ(event.traces[1].name, "Allocated by task 2760");
    EXPECT_EQ(Frames(event, 1), (Strings{"save_stack+0x43", "kmem_cache_alloc_trace+0xe1", "kmalloc_oob_right+0x56"}));
    EXPECT_EQ(event.traces[2].name, "Freed by task 815");
    EXPECT_EQ(Frames(event, 2), (Strings{"save_stack+0x43", "kfree+0x93"}));
    EXPECT_EQ(event.line_count, 33u);
}

// The zen kernel's issue 95: 4.10 prints "Allocated:" and "Freed:" alone, and the process of each below.
TEST(Sanitizers, KasanBefore411) {
    auto parsed = Parse(
        R"([    0.594647] BUG: KASAN: slab-out-of-bounds in sched_init_smp+0xc6d/0xfa8 at addr ffff8803f1814460
[    0.594656] Write of size 8 by task MuQSS/0/1
[    0.594661] CPU: 0 PID: 1 Comm: MuQSS/0 Tainted: G    B           4.10.1-zen+ #19
[    0.594677] Call Trace:
[    0.594682]  dump_stack+0x4f/0x66
[    0.594702]  sched_init_smp+0xc6d/0xfa8
[    0.594733]  ret_from_fork+0x29/0x40
[    0.594738] Object at ffff8803f1814420, in cache kmalloc-64 size: 64
[    0.594742] Allocated:
[    0.594746] PID = 0
[    0.594751]  save_stack_trace+0x14/0x20
[    0.594766]  sched_init+0xce2/0xe03
[    0.594790] Freed:
[    0.594794] PID = 0
[    0.594798] (stack is not available)
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(FactOf(event, "object"), "ffff8803f1814420");
    EXPECT_EQ(FactOf(event, "cache"), "kmalloc-64");
    EXPECT_EQ(FactOf(event, "object_size"), "40");
    EXPECT_EQ(Frames(event), (Strings{"dump_stack+0x4f", "sched_init_smp+0xc6d", "ret_from_fork+0x29"}));
    ASSERT_GE(event.traces.size(), 2u);
    EXPECT_EQ(event.traces[1].name, "Allocated");
    EXPECT_EQ(Frames(event, 1), (Strings{"save_stack_trace+0x14", "sched_init+0xce2"}));
    EXPECT_EQ(event.pid, 1u);
}

TEST(Sanitizers, KasanOfOtherKernels) {
    auto parsed = Parse(
        R"([  146.752369] BUG: KASAN: slab-use-after-free in __mutex_lock+0x1ccd/0x25c0
[  146.753052] Read of size 4 at addr ff11000111932274 by task sh/823
[  146.862911] CPU: 2 UID: 0 PID: 823 Comm: sh Tainted: G      D    O        6.19.0-g990dca9c3b7a-dirty #47 PREEMPT(lazy) 
[  146.862966] Tainted: [D]=DIE, [O]=OOT_MODULE
[  146.863004] Call Trace:
[  146.863029]  dump_stack_lvl+0xc6/0x120
[  146.870000] Allocated by task 1 on cpu 1 at 5.123456s:
[  146.870001]  kasan_save_stack+0x1e/0x40
[  146.870002] The buggy address is located 4 bytes to the right of
[  146.870003]  allocated 64-byte region [ff110001148d0000, ff110001148d0040)
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(FactOf(event, "bug_type"), "slab-use-after-free");
    EXPECT_EQ(event.release, "6.19.0-g990dca9c3b7a-dirty");
    EXPECT_EQ(event.cpu, 2u);
    EXPECT_EQ(event.comm, "sh");
    EXPECT_EQ(event.pid, 823u);
    EXPECT_EQ(event.traces[1].name, "Allocated by task 1 on cpu 1 at 5.123456s");
    EXPECT_EQ(FactOf(event, "side"), "to the right");
    EXPECT_EQ(FactOf(event, "region_end"), "ff110001148d0040");

    parsed = Parse(
        "BUG: KASAN: slab-out-of-bounds in kmalloc_oob_right+0x65/0x75 [test_kasan] at addr ffff8800693bc5d3\n"
        "Write of size 1 by task modprobe/1689\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(FactOf(parsed->events[0], "address"), "ffff8800693bc5d3");
    EXPECT_EQ(FactOf(parsed->events[0], "access"), "Write");
    EXPECT_EQ(parsed->events[0].pc.symbol, "kmalloc_oob_right");
    EXPECT_EQ(parsed->events[0].comm, "modprobe");

    parsed = Parse("BUG: KASAN: double-free or invalid-free in fn+0x1/0x2\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(FactOf(parsed->events[0], "bug_type"), "double-free or invalid-free");
}

TEST(Sanitizers, Kcsan) {
    auto parsed = Parse(
        R"(==================================================================
BUG: KCSAN: data-race in test_kernel_read / test_kernel_write

write to 0xffffffffc009a628 of 8 bytes by task 487 on cpu 0:
 test_kernel_write+0x1d/0x30
 access_thread+0x89/0xd0

read to 0xffffffffc009a628 of 8 bytes by task 488 on cpu 6:
 test_kernel_read+0x10/0x20

value changed: 0x00000000000009a6 -> 0x00000000000009b2

Reported by Kernel Concurrency Sanitizer on:
CPU: 6 PID: 488 Comm: access_thread Not tainted 5.12.0-rc2+ #1
Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.14.0-2 04/01/2014
==================================================================
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kKcsan);
    EXPECT_EQ(FactOf(event, "bug_type"), "data-race");
    EXPECT_EQ(FactOf(event, "function"), "test_kernel_read");
    EXPECT_EQ(FactOf(event, "other_function"), "test_kernel_write");
    EXPECT_EQ(FactOf(event, "address"), "ffffffffc009a628");
    EXPECT_EQ(FactOf(event, "access"), "write");
    EXPECT_EQ(FactOf(event, "access_size"), "8");
    EXPECT_EQ(FactOf(event, "old_value"), "9a6");
    EXPECT_EQ(FactOf(event, "new_value"), "9b2");
    EXPECT_EQ(event.cpu, 6u);
    EXPECT_EQ(event.comm, "access_thread");
    ASSERT_EQ(event.traces.size(), 2u);
    EXPECT_EQ(event.traces[0].name, "write to 0xffffffffc009a628 of 8 bytes by task 487 on cpu 0");
    EXPECT_EQ(Frames(event, 0), (Strings{"test_kernel_write+0x1d", "access_thread+0x89"}));
    EXPECT_EQ(Frames(event, 1), (Strings{"test_kernel_read+0x10"}));
}

TEST(Sanitizers, Kmsan) {
    auto parsed = Parse(
        R"(=====================================================
BUG: KMSAN: uninit-value in test_uninit_kmsan_check_memory+0x1be/0x380 [kmsan_test]
 test_uninit_kmsan_check_memory+0x1be/0x380 mm/kmsan/kmsan_test.c:273
 kunit_run_case_internal+0x1/0x2

Uninit was stored to memory at:
 do_uninit_local_array+0xfa/0x110

Local variable uninit created at:
 do_uninit_local_array+0x4a/0x110

Bytes 4-7 of 8 are uninitialized
Memory access of size 8 starts at ffff888083fe3da0

CPU: 0 PID: 6731 Comm: kunit_try_catch Tainted: G    B       E     5.16.0-rc3+ #104
Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.14.0-2 04/01/2014
=====================================================
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kKmsan);
    EXPECT_EQ(FactOf(event, "bug_type"), "uninit-value");
    EXPECT_EQ(event.pc.symbol, "test_uninit_kmsan_check_memory");
    EXPECT_EQ(event.pc.module, "kmsan_test");
    EXPECT_EQ(FactOf(event, "variable"), "uninit");
    EXPECT_EQ(FactOf(event, "bytes"), "4-7");
    EXPECT_EQ(FactOf(event, "access_size"), "8");
    EXPECT_EQ(FactOf(event, "address"), "ffff888083fe3da0");
    EXPECT_EQ(event.pid, 6731u);
    ASSERT_EQ(event.traces.size(), 3u);
    EXPECT_EQ(event.traces[0].name, "");
    EXPECT_EQ(event.traces[1].name, "Uninit was stored to memory at");
    EXPECT_EQ(Frames(event, 1), (Strings{"do_uninit_local_array+0xfa"}));
    EXPECT_EQ(event.traces[2].name, "Local variable uninit created at");
}

TEST(Sanitizers, Kfence) {
    auto parsed = Parse(
        R"(==================================================================
BUG: KFENCE: out-of-bounds read in test_out_of_bounds_read+0xa6/0x234

Out-of-bounds read at 0xffff8c3f2e291fff (1B left of kfence-#72):
 test_out_of_bounds_read+0xa6/0x234
 kunit_try_run_case+0x61/0xa0

kfence-#72: 0xffff8c3f2e292000-0xffff8c3f2e29201f, size=32, cache=kmalloc-32

allocated by task 484 on cpu 0 at 32.919330s:
 test_alloc+0xfe/0x738

CPU: 0 PID: 484 Comm: kunit_try_catch Not tainted 5.13.0-rc3+ #7
Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.14.0-2 04/01/2014
==================================================================
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kKfence);
    EXPECT_EQ(FactOf(event, "bug_type"), "out-of-bounds read");
    EXPECT_EQ(FactOf(event, "access"), "read");
    EXPECT_EQ(FactOf(event, "address"), "ffff8c3f2e291fff");
    EXPECT_EQ(FactOf(event, "offset_bytes"), "1");
    EXPECT_EQ(FactOf(event, "side"), "left");
    EXPECT_EQ(FactOf(event, "object_number"), "48");
    EXPECT_EQ(FactOf(event, "region_start"), "ffff8c3f2e292000");
    EXPECT_EQ(FactOf(event, "object_size"), "20");
    EXPECT_EQ(FactOf(event, "cache"), "kmalloc-32");
    EXPECT_EQ(event.comm, "kunit_try_catch");
    ASSERT_EQ(event.traces.size(), 2u);
    EXPECT_EQ(Frames(event), (Strings{"test_out_of_bounds_read+0xa6", "kunit_try_run_case+0x61"}));
    EXPECT_EQ(event.traces[1].name, "allocated by task 484 on cpu 0 at 32.919330s");

    parsed = Parse(
        "BUG: KFENCE: memory corruption in test_kmalloc_aligned_oob_write+0xef/0x184\n"
        "Corrupted memory at 0xffff8c3f2e33aff9 [ 0xac . . . . . . ] (in kfence-#156):\n"
        " test_kmalloc_aligned_oob_write+0xef/0x184\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(FactOf(parsed->events[0], "address"), "ffff8c3f2e33aff9");
    EXPECT_EQ(FactOf(parsed->events[0], "object_number"), "9c");
    EXPECT_EQ(Frames(parsed->events[0]).size(), 1u);
}

TEST(Sanitizers, Ubsan) {
    auto parsed = Parse(
        R"([    6.425361] ================================================================================
[    6.426296] UBSAN: array-index-out-of-bounds in /var/lib/dkms/8812au/4.2.3/build/os_dep/linux/usb_intf.c:573:26
[    6.427407] index 3 is out of range for type 'int [3]'
[    6.427973] CPU: 6 PID: 389 Comm: systemd-modules Tainted: G           OE     5.15.0-47-generic #51-Ubuntu
[    6.427977] Hardware name: System manufacturer System Product Name/P8Z68-V PRO, BIOS 3603 11/09/2012
[    6.427979] Call Trace:
[    6.427985]  show_stack+0x52/0x5c
[    6.428124] ================================================================================
[    6.500000] ================================================================================
[    6.500001] UBSAN: Undefined behaviour in mm/page_alloc.c:10:5
[    6.500002] shift exponent 64 is too large for 32-bit type 'int'
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kUbsan);
    EXPECT_EQ(FactOf(event, "check"), "array-index-out-of-bounds");
    EXPECT_EQ(event.source_location.file, "/var/lib/dkms/8812au/4.2.3/build/os_dep/linux/usb_intf.c");
    EXPECT_EQ(event.source_location.line, 573u);
    EXPECT_EQ(FactOf(event, "column"), "1a");
    EXPECT_EQ(FactOf(event, "index"), "3");
    EXPECT_EQ(FactOf(event, "type"), "int [3]");
    EXPECT_EQ(event.comm, "systemd-modules");
    EXPECT_EQ(event.line_count, 7u);
    EXPECT_EQ(FactOf(parsed->events[1], "check"), "Undefined behaviour");
    EXPECT_EQ(FactOf(parsed->events[1], "shift_exponent"), "64");
    EXPECT_EQ(FactOf(parsed->events[1], "type_bits"), "20");

    parsed = Parse(
        R"([   18.522063] ------------[ cut here ]------------
[   18.522066] UBSAN: invalid-load in fs/x.c:10:5
[   18.522464] load of value 7 is not a valid value for type '_Bool'
[   18.522802] CPU: 1 PID: 816 Comm: (udev-worker) Tainted: P           OE      6.8.0-55-generic #57-Ubuntu
[   18.522990] ---[ end trace ]---
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(FactOf(parsed->events[0], "value"), "7");
    EXPECT_EQ(FactOf(parsed->events[0], "type"), "_Bool");
    EXPECT_EQ(parsed->events[0].comm, "(udev-worker)");
    EXPECT_EQ(parsed->events[0].line_count, 4u);
}

TEST(Sanitizers, MemoryLeak) {
    auto parsed = Parse(R"(unreferenced object 0xb5971f00 (size 176):
  comm "softirq", pid 0, jiffies 874518 (age 39797.180s)
  hex dump (first 32 bytes):
    00 00 00 00 00 00 00 00 00 d8 79 b4 00 00 00 00  ..........y.....
    00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
  backtrace:
    [<db841d9f>] kmem_cache_alloc+0xe0/0x1f4
    [<a2e2b9fa>] __build_skb+0x2c/0x60
unreferenced object 0xffff88810a1b2c00 (size 64):
  comm "in, smod", pid 123, jiffies 4294892320
  backtrace (crc 7b8a5a2c):
    kmalloc_trace+0x28/0xa0
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kMemoryLeak);
    EXPECT_EQ(FactOf(event, "address"), "b5971f00");
    EXPECT_EQ(FactOf(event, "size"), "b0");
    EXPECT_EQ(event.comm, "softirq");
    EXPECT_EQ(event.pid, 0u);
    EXPECT_EQ(Frames(event), (Strings{"kmem_cache_alloc+0xe0", "__build_skb+0x2c"}));
    EXPECT_EQ(parsed->events[1].comm, "in, smod");
    EXPECT_EQ(Frames(parsed->events[1]), (Strings{"kmalloc_trace+0x28"}));

    parsed = Parse("[  99.1] kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(FactOf(parsed->events[0], "leaks"), "3");
}

TEST(Sanitizers, NoEvents) {
    EXPECT_TRUE(Parse("kmemleak: Kernel memory leak detector initialized (mem pool available: 15679)\n"
                      "kmemleak: Automatic memory scanning thread started\n"
                      "kfence: initialized - using 2097152 bytes for 255 objects at 0x(____ptrval____)\n"
                      "kasan: KernelAddressSanitizer initialized (generic)\n"
                      "kcsan: enabled early\n"
                      "unreferenced object\n"
                      "==================================================================\n")
                    ->events.empty());
}

}  // namespace
}  // namespace faultbox
