// x86 kernels up to 4.9. Each text is of a real crash; the source stands above it.

#include <gtest/gtest.h>

#include "arch/x86/registers.h"
#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

// The answer to "2.6.18-rt1", linux-kernel, 2006-09.
constexpr const char* k2618 = R"(Unable to handle kernel NULL pointer dereference at 0000000000000000 RIP: 
 [<ffffffff802aafa7>] __rcu_read_unlock+0x2e/0x82
PGD 46a3067 PUD 4e27067 PMD 0 
Oops: 0002 [1] PREEMPT SMP 
CPU 1 
Modules linked in: rfcomm hidp l2cap bluetooth nfsd
Pid: 21372, comm: fixdep Not tainted 2.6.18-rt3-smp-noipv6 #1
RIP: 0010:[<ffffffff802aafa7>]  [<ffffffff802aafa7>] __rcu_read_unlock+0x2e/0x82
RSP: 0018:ffff8100045dbbf0  EFLAGS: 00010046
RAX: 0000000000000000 RBX: ffff810015a63070 RCX: 0000000000000246
RDX: 0000000000000000 RSI: ffff8100188bf007 RDI: ffff810015a63078
RBP: ffff810015a63070 R08: 0000000000000000 R09: ffff81001212d6c0
R10: ffff81001b9c0d48 R11: ffffffff8022ae94 R12: ffff810015a63078
R13: ffff8100119da4b0 R14: ffff8100045dbca8 R15: 0000000071bf92cd
FS:  00002b7fb742d6d0(0000) GS:ffff81001b9178c0(0000) knlGS:0000000000000000
CS:  0010 DS: 0000 ES: 0000 CR0: 000000008005003b
CR2: 0000000000000000 CR3: 00000000194c3000 CR4: 00000000000006e0
Process fixdep (pid: 21372, threadinfo ffff8100045da000, task ffff81001622d800)
Stack:  ffffffff80208db8 0000000100000105 0000000700000001 ffff8100188bf000
 00000000000041ed ffff8100045dbea8 ffff8100119f5180 ffff810001232480
 ffff8100045dbea8 ffff8100045dbca8 ffffffff8020c353 ffff81001b9c0d00
Call Trace:
 [<ffffffff80208db8>] __d_lookup+0x10b/0x11d
 [<ffffffff8020c353>] do_lookup+0x2a/0x173
 [<ffffffff8025b1ce>] system_call+0x7e/0x83


Code: f0 ff 08 65 48 8b 04 25 00 00 00 00 48 c7 80 a8 00 00 00 00 
RIP  [<ffffffff802aafa7>] __rcu_read_unlock+0x2e/0x82
 RSP <ffff8100045dbbf0>
CR2: 0000000000000000
)";

TEST(X86Old, Kernel2618) {
    auto parsed = Parse(k2618);
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kNullDereference);
    EXPECT_EQ(event.arch, Arch::kX86_64);
    EXPECT_EQ(event.fault.address, 0u);
    EXPECT_EQ(event.fault.status, 2u);
    EXPECT_EQ(event.die_count, 1u);
    EXPECT_EQ(event.cpu, 1u);
    EXPECT_EQ(event.pid, 21372u);
    EXPECT_EQ(event.release, "2.6.18-rt3-smp-noipv6");
    ASSERT_EQ(event.fault.page_table.size(), 3u);
    EXPECT_EQ(event.fault.page_table[1].level, "pud");
    EXPECT_EQ(event.fault.page_table[1].value, 0x4e27067u);
    EXPECT_EQ(event.pc.symbol, "__rcu_read_unlock");
    EXPECT_EQ(event.pc.address, 0xffffffff802aafa7u);
    EXPECT_EQ(event.registers.count(), 31);
    EXPECT_EQ(event.stack.address, 0xffff8100045dbbf0u);
    EXPECT_EQ(event.stack.word_size, 8);
    ASSERT_EQ(event.stack.words.size(), 12u);
    EXPECT_EQ(event.stack.words[0], 0xffffffff80208db8u);
    EXPECT_EQ(event.stack.words[11], 0xffff81001b9c0d00u);
    EXPECT_EQ(Frames(event), (Strings{"__d_lookup+0x10b", "do_lookup+0x2a", "system_call+0x7e"}));
    EXPECT_EQ(event.code.bytes.size(), 20u);
    EXPECT_FALSE(event.code.fault_at);
    EXPECT_EQ(event.line_count, 31u);
    EXPECT_EQ(DamageList(event), Strings{});
}

// The answer to "2.6.18-rt2", linux-kernel, 2006-09, and the end of another of that time.
TEST(X86Old, Kernel2618With32Bits) {
    auto parsed = Parse(R"(BUG: unable to handle kernel NULL pointer dereference at virtual address 00000000
 printing eip:
c01151ff
*pde = 34d21001
*pte = 00000000
stopped custom tracer.
Oops: 0000 [#1]
PREEMPT SMP 
Modules linked in:
CPU:    2
EIP:    0060:[<c01151ff>]    Not tainted VLI
EFLAGS: 00010246   (2.6.18-rt2-autokern1 #1) 
EIP is at __wake_up_common+0x10/0x55
eax: 00000000   ebx: 00000001   ecx: c113629c   edx: 00000000
esi: c113629c   edi: c113629c   ebp: dff25f34   esp: dff25f24
ds: 007b   es: 007b   ss: 0068
Process softirq-timer/2 (pid: 27, ti=dff24000 task=dff20e30 task.ti=dff24000)
Stack: 00000000 00000000 c113629c 00000001 dff25f60 c0115267 c113629c 00000006 
       00000001 00000001 00000000 00000006 00000007 dffd5e40 c1136270 c1136240 
Call Trace:
 [<c0115267>] __wake_up+0x23/0x52
 [<c012ecf6>] hrtimer_run_queues+0xf6/0x10f
EIP: [<c01151ff>] __wake_up_common+0x10/0x55 SS:ESP 0068:dff25f24
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kNullDereference);
    EXPECT_EQ(event.arch, Arch::kI386);
    EXPECT_EQ(event.cpu, 2u);
    EXPECT_EQ(event.pid, 27u);
    EXPECT_EQ(event.comm, "softirq-timer/2");
    EXPECT_EQ(event.release, "2.6.18-rt2-autokern1");
    EXPECT_EQ(event.build, "#1");
    EXPECT_TRUE(event.tainted_stated);
    EXPECT_EQ(event.pc.symbol, "__wake_up_common");
    EXPECT_EQ(event.pc.address, 0xc01151ffu);
    // Eight general ones, EIP, EFLAGS, CS, DS, ES, SS.
    EXPECT_EQ(event.registers.count(), 14);
    EXPECT_EQ(event.registers.Get(i386::kEdi), 0xc113629cu);
    EXPECT_EQ(event.registers.Get(i386::kCs), 0x60u);
    ASSERT_EQ(event.fault.page_table.size(), 2u);
    EXPECT_EQ(event.fault.page_table[0].level, "pde");
    EXPECT_EQ(event.fault.page_table[0].value, 0x34d21001u);
    EXPECT_EQ(event.stack.address, 0xdff25f24u);
    ASSERT_EQ(event.stack.words.size(), 16u);
    EXPECT_EQ(event.stack.words[5], 0xc0115267u);
    EXPECT_EQ(event.stack.words[15], 0xc1136240u);
    EXPECT_EQ(Frames(event), (Strings{"__wake_up+0x23", "hrtimer_run_queues+0xf6"}));
    EXPECT_EQ(DamageList(event), Strings{"ends 23"});
}

TEST(X86Old, Kernel310RbNext) {
    auto parsed = ParseFile("unit/target/oops/data/x86_64-3.10-rb_next.log");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kNullDereference);
    EXPECT_EQ(event.severity, Severity::kFatal);
    EXPECT_EQ(event.arch, Arch::kX86_64);
    EXPECT_EQ(event.time_us, 47113590457363u);
    EXPECT_EQ(event.fault.address, 0x10u);
    EXPECT_EQ(event.fault.status, 0u);
    EXPECT_EQ(event.cpu, 3u);
    EXPECT_EQ(event.pid, 16179u);
    EXPECT_EQ(event.comm, "java");
    EXPECT_EQ(event.release, "3.10.0-229.el7.x86_64");
    EXPECT_EQ(event.hardware, "Huawei RH1288 V3/BC11HGSC0, BIOS 1.71 12/03/2015");
    EXPECT_EQ(event.modules.size(), 58u);
    EXPECT_EQ(FactOf(event, "task"), "ffff88085f0838e0");
    EXPECT_EQ(event.pc.symbol, "rb_next");
    EXPECT_EQ(event.pc.offset, 1u);
    EXPECT_EQ(event.pc.size, 0x50u);
    EXPECT_EQ(event.pc.address, 0xffffffff812db1e1u);
    EXPECT_EQ(event.line_count, 39u);
    EXPECT_EQ(DamageList(event), Strings{});
}

TEST(X86Old, Kernel310RbNextState) {
    auto parsed = ParseFile("unit/target/oops/data/x86_64-3.10-rb_next.log");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    const RegisterSet& registers = event.registers;
    EXPECT_EQ(registers.count(), 37);
    EXPECT_EQ(registers.Get(x86_64::kRdi), 0x10u);
    EXPECT_EQ(registers.Get(x86_64::kRsi), 0xffff880470073728u);
    EXPECT_EQ(registers.Get(x86_64::kR12), 0xffff8804691dfe00u);
    EXPECT_EQ(registers.Get(x86_64::kGsBase), 0xffff880470060000u);
    EXPECT_EQ(registers.Get(x86_64::kCr3), 0x45539c000u);
    EXPECT_EQ(registers.Get(x86_64::kDr6), 0xffff0ff0u);
    EXPECT_EQ(registers.Get(x86_64::kDr7), 0x400u);
    EXPECT_EQ(event.stack.address, 0xffff8803bd39bc28u);
    ASSERT_EQ(event.stack.words.size(), 12u);
    EXPECT_EQ(event.stack.words[1], 0xffffffff810aff99u);
    EXPECT_EQ(event.stack.words[11], 0xffff8803bd39bfd8u);
    EXPECT_EQ(Frames(event),
              (Strings{"pick_next_task_fair+0x129", "__schedule+0x122", "schedule+0x29", "futex_wait_queue_me+0xde",
                       "futex_wait+0x179", "hrtimer_get_res+0x50", "hrtimer_start_range_ns+0x14", "do_futex+0xfe",
                       "SyS_futex+0x80", "system_call_fastpath+0x16"}));
    EXPECT_FALSE(event.trace_entries[0].reliable);
    EXPECT_TRUE(event.trace_entries[1].reliable);
    EXPECT_EQ(event.trace_entries[1].where.address, 0xffffffff81609782u);
    EXPECT_EQ(event.code.bytes.size(), 64u);
    EXPECT_EQ(event.code.fault_at, 43);
    EXPECT_EQ(event.code.bytes[43], 0x48);
    EXPECT_EQ(event.code.bytes[44], 0x8b);
}

TEST(X86Old, Kernel311With32Bits) {
    auto parsed = ParseFile("unit/target/oops/data/i386-3.11-kallsym_init.log");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kNullDereference);
    EXPECT_EQ(event.arch, Arch::kI386);
    EXPECT_EQ(event.fault.address, 8u);
    EXPECT_EQ(event.fault.status, 0u);
    ASSERT_EQ(event.fault.page_table.size(), 2u);
    EXPECT_EQ(event.fault.page_table[0].level, "pdpt");
    EXPECT_EQ(event.fault.page_table[1].value, 0xf000ff53f000ff53u);
    EXPECT_EQ(event.pc.address, 0xc155b954u);
    EXPECT_EQ(event.pc.symbol, "kallsym_init");
    EXPECT_EQ(event.registers.count(), 26);
    EXPECT_EQ(event.registers.Get(i386::kEbx), 0xc17f6ab8u);
    EXPECT_EQ(event.registers.Get(i386::kEflags), 0x10246u);
    EXPECT_EQ(event.registers.Get(i386::kCr2), 8u);
    EXPECT_EQ(event.registers.Get(i386::kDr6), 0xfffe0ff0u);
    EXPECT_EQ(event.stack.address, 0xdf44be90u);
    ASSERT_EQ(event.stack.words.size(), 24u);
    EXPECT_EQ(event.stack.words[0], 0xc18655ceu);
    EXPECT_EQ(event.stack.words[7], 0xdf44bef8u);
    EXPECT_EQ(event.stack.words[23], 0xc1551769u);
    ASSERT_EQ(event.traces.size(), 1u);
    EXPECT_EQ(event.traces[0].count, 13u);
    EXPECT_EQ(event.trace_entries[12].where.symbol, "rest_init");
    EXPECT_EQ(event.code.bytes.size(), 64u);
    EXPECT_EQ(event.code.fault_at, 43);
    EXPECT_EQ(event.code.bytes[43], 0xa1);
    EXPECT_EQ(event.code.bytes[44], 0x08);
    EXPECT_EQ(event.end_trace_id, "27c8b114d5190fc5");
    EXPECT_EQ(DamageList(event).size(), 2u);  // The two lines that Code was wrapped to.
    EXPECT_EQ(parsed->events[1].kind, EventKind::kPanic);
}

TEST(X86Old, ScannedText) {
    auto parsed = ParseFile("unit/target/oops/data/i386-3.11-name_2_addr.log");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kNullDereference);
    EXPECT_EQ(event.arch, Arch::kI386);
    EXPECT_EQ(event.fault.address, 0u);
    EXPECT_EQ(event.pc.address, 0xc1643951u);
    ASSERT_EQ(event.fault.page_table.size(), 1u);
    EXPECT_EQ(event.fault.page_table[0].level, "pde");
    EXPECT_FALSE(event.registers.Has(i386::kDr6));
    EXPECT_EQ(event.registers.Get(i386::kDr7), 0x400u);
    EXPECT_EQ(event.stack.words.size(), 24u);
    EXPECT_EQ(event.stack.words[8], 0x6d696c5fu);
    EXPECT_EQ(event.traces[0].count, 7u);
    EXPECT_EQ(event.trace_entries[0].where.address, 0xc155b68cu);
    EXPECT_EQ(DamageList(event), (Strings{"unreadable 4 *pdp1", "missing-digits 18 ffe0ff0", "ends 30"}));
}

// The tail of an oops, wrapped; its address has a digit too many.
TEST(X86Old, TailOnly) {
    auto parsed = Parse(R"([ 221.528822] RIP   [<ffffffffffc04b2050>] ll_timer_callback+0x20/0x30 [llaolao]
[ 221.531636]   RSP <ffff8a91ffc03e50>
[ 221.539468] CR2: 0000000000000bad
[ 221.541840] ---[ end trace 6482fe703e5df570 ]---
[ 221.547676] Kernel panic - not syncing: Fatal exception in interrupt
[ 221.576064] Kernel Offset: 0x3aa00000 from 0xffffffff81000000 (relocation ra
ge: 0xffffffff80000000-0xfffffffffbffffff)
[ 223.967344] ---[ end Kernel panic - not syncing: Fatal exception in interrup
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kPageFault);
    EXPECT_EQ(event.arch, Arch::kX86_64);
    EXPECT_EQ(event.fault.address, 0xbadu);
    EXPECT_EQ(event.pc.symbol, "ll_timer_callback");
    EXPECT_EQ(event.pc.module, "llaolao");
    EXPECT_FALSE(event.pc.address);
    EXPECT_EQ(event.registers.Get(x86_64::kRsp), 0xffff8a91ffc03e50u);
    EXPECT_EQ(event.registers.Get(x86_64::kCr2), 0xbadu);
    EXPECT_EQ(event.registers.count(), 2);
    EXPECT_EQ(DamageList(event), (Strings{"extra-digits 1 ffffffffffc04b2050", "begins 1"}));
    EXPECT_EQ(parsed->events[1].kernel_offset, 0x3aa00000u);
}

// openzfs/spl issue 66 and prometheus/node_exporter issue 2396: wrapped registers, a level inside a row of the stack.
TEST(X86Old, WrappedRegistersAndLevelsInStack) {
    auto parsed = Parse(R"([  832.572028] general protection fault: 0000 [#1] SMP
[  832.572028] RSP: 0018:ffff88021026bc28  EFLAGS: 00010046
[  832.572028] CR2: fffffffffffffff8 CR3: 0000000207ad8000 CR4:
00000000000006e0
[  832.572028] DR0: 0000000000000000 DR1: 0000000000000000 DR2:
0000000000000000
[  832.572028] Process kworker/3:1 (pid: 58, threadinfo ffff88021026a000,
task ffff8802102686c0)
[  832.572028] Stack:
[  832.572028]  ffffffff81072eb8 ffff8800ddd92500 ffffffff814bb10a
0000000000012500
[  832.572028] <d> ffff88021026bfd8 0000000000012500 ffff88021026a000 0000000000012500
[  832.572028] Call Trace:
[  832.572028]  [<ffffffff81072eb8>] wq_worker_sleeping+0x8/0x90
[  832.572028]  <IRQ>  [] ? thread_return+0x232/0x398
[  832.572028]  <EOI>  [<ffffffff8105a8e5>] do_exit+0x235/0x400
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kProtectionFault);
    EXPECT_FALSE(event.fault.address);
    EXPECT_EQ(FactOf(event, "error_code"), "0");
    EXPECT_EQ(event.registers.Get(x86_64::kCr4), 0x6e0u);
    EXPECT_EQ(event.registers.Get(x86_64::kDr2), 0u);
    EXPECT_EQ(event.pid, 58u);
    ASSERT_EQ(event.stack.words.size(), 8u);
    EXPECT_EQ(event.stack.words[3], 0x12500u);
    EXPECT_EQ(event.stack.words[4], 0xffff88021026bfd8u);
    EXPECT_EQ(Frames(event), (Strings{"wq_worker_sleeping+0x8", "thread_return+0x232", "do_exit+0x235"}));
    EXPECT_EQ(event.trace_entries[1].context, FrameContext::kIrq);
    EXPECT_EQ(event.trace_entries[2].context, FrameContext::kTask);
    EXPECT_EQ(DamageList(event),
              (Strings{"wrapped 4 00000000000006e0", "wrapped 6 0000000000000000", "wrapped 11 0000000000012500",
                       "eaten 15  <IRQ>  [] ? thread_return+0x232/0x398", "ends 16"}));
}

// coreos/bugs issue 1240; and the form of a place whose addresses were taken for markup.
TEST(X86Old, DivideErrorAndEatenAddresses) {
    auto parsed = Parse(R"(divide error: 0000 [#1] SMP
CPU: 11 PID: 1914 Comm: cadvisor Not tainted 4.3.6-coreos #2
RIP: 0010:[]  [] task_numa_find_cpu+0x234/0x700
RSP: 0000:ffff880866b93bd0  EFLAGS: 00010257
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kDivideError);
    EXPECT_EQ(event.headline, "divide error: 0000 [#1] SMP");
    EXPECT_EQ(event.pc.symbol, "task_numa_find_cpu");
    EXPECT_FALSE(event.pc.address);
    EXPECT_EQ(event.registers.Get(x86_64::kCs), 0x10u);
    EXPECT_EQ(DamageList(event), (Strings{"eaten 3 RIP: 0010:[]  [] task_numa_find_cpu+0x234/0x700", "ends 4"}));
}

// openzfs/zfs issue 393 and a Fedora report of 2.6.27.
TEST(X86Old, AnnouncedPlaces) {
    auto null = Parse(R"([ 1894.537926] BUG: unable to handle kernel NULL pointer dereference at           (null)
[ 1894.537984] IP: [<ffffffff810eb633>] balance_pgdat+0x2d3/0x574
[ 1894.538067] Oops: 0002 [#1] SMP 
[ 1894.538099] CPU 1 
)");
    ASSERT_EQ(null->events.size(), 1u);
    EXPECT_EQ(null->events[0].fault.address, 0u);
    EXPECT_EQ(null->events[0].arch, Arch::kX86_64);
    EXPECT_EQ(null->events[0].pc.address, 0xffffffff810eb633u);
    EXPECT_EQ(null->events[0].cpu, 1u);
    auto module = Parse(R"(BUG: unable to handle kernel NULL pointer dereference at 00000000
IP: [<f88dec25>] :radeon:radeon_cp_init_ring_buffer+0x90/0x302
*pde = 6f5c6067
Oops: 0000 [#1] SMP
EIP: 0060:[<f88dec25>] EFLAGS: 00213246 CPU: 1
EIP is at radeon_cp_init_ring_buffer+0x90/0x302 [radeon]
EIP: [<f88dec25>] radeon_cp_init_ring_buffer+0x90/0x302 [radeon] SS:ESP 0068:f0a0cf08
)");
    ASSERT_EQ(module->events.size(), 1u);
    const CrashEvent& event = module->events[0];
    EXPECT_EQ(event.pc.module, "radeon");
    EXPECT_EQ(event.pc.symbol, "radeon_cp_init_ring_buffer");
    EXPECT_EQ(event.cpu, 1u);
    EXPECT_EQ(event.registers.Get(i386::kEflags), 0x213246u);
    EXPECT_EQ(event.registers.Get(i386::kEsp), 0xf0a0cf08u);
    EXPECT_EQ(event.registers.Get(i386::kSs), 0x68u);
    EXPECT_EQ(DamageList(event), Strings{"ends 7"});
}

}  // namespace
}  // namespace faultbox
