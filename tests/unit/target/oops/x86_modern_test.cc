// x86 kernels from 4.10 on. Each text is of a real crash; the source stands above it.

#include <gtest/gtest.h>

#include "arch/x86/registers.h"
#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

// A patch that adds a double fault to lkdtm, linux-kernel, 2025-05: "RSP: 0018:0" is what it does.
constexpr const char* kDoubleFault = R"([  137.722286] traps: PANIC: double fault, error_code: 0x0
[  137.722295] Oops: double fault: 0000 [#1] SMP PTI
[  137.722299] CPU: 0 UID: 0 PID: 200 Comm: insmod Not tainted 6.15.0-rc6-next-20250516 #1 PREEMPT(voluntary)
[  137.722301] Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS rel-1.16.2-0-gea1b7a073390-prebuilt.qemu.org 04/01/2014
[  137.722302] RIP: 0010:lkdtm_DOUBLE_FAULT+0xc/0x20 [lkdtm]
[  137.722309] Code: 1e fa 48 c7 c7 10 8c 20 c0 e9 e0 00 31 c1 90 90 90 90 90 90 90 90 90 90 90 90 90 90 90 90 f3 0f 1e fa fa 48 c7 c4 00 00 00 00 <cc> 48 c7 c7 40 8c 20 c0 e9 b7 00 31 c1 00
[  137.722316] RSP: 0018:0000000000000000 EFLAGS: 00010086
[  137.722317] RAX: ffffffffc0000650 RBX: ffffffffc02021c0 RCX: ffffffff82252400
[  137.722331] RDX: ffffffffc0202030 RSI: ffffffffc0202390 RDI: ffffffffc0202390
[  137.722332] RBP: ffffffffc0201500 R08: 4555515f49534353 R09: 51525f4555455551
[  137.722332] R10: ffffffff814f325d R11: 5952544e455f5445 R12: ffffffffc0202390
[  137.722333] R13: ffff888004349330 R14: ffff888005536400 R15: ffff888003e53148
[  137.722335] FS:  00007f07f29d6380(0000) GS:ffff8880fa70a000(0000) knlGS:0000000000000000
[  137.722336] CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033
[  137.722337] CR2: fffffffffffffff8 CR3: 00000000044d6000 CR4: 00000000000006f0
[  137.722338] Call Trace:
[  137.722338] Modules linked in: lkdtm(+)
[  137.722341] ---[ end trace 0000000000000000 ]---
[  137.722341] RIP: 0010:lkdtm_DOUBLE_FAULT+0xc/0x20 [lkdtm]
[  137.722345] Code: 1e fa 48 c7 c7 10 8c 20 c0 e9 e0 00 31 c1 90 90 90 90 90 90 90 90 90 90 90 90 90 90 90 90 f3 0f 1e fa fa 48 c7 c4 00 00 00 00 <cc> 48 c7 c7 40 8c 20 c0 e9 b7 00 31 c1 00
[  137.722346] RSP: 0018:0000000000000000 EFLAGS: 00010086
[  137.722351] CR2: fffffffffffffff8 CR3: 00000000044d6000 CR4: 00000000000006f0
[  137.722352] Kernel panic - not syncing: Fatal exception in interrupt
[  137.722457] Kernel Offset: disabled
[  137.745911] ---[ end Kernel panic - not syncing: Fatal exception in interrupt ]---
)";

TEST(X86Modern, DoubleFault615) {
    auto parsed = Parse(kDoubleFault);
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kDoubleFault);
    EXPECT_EQ(event.severity, Severity::kFatal);
    EXPECT_EQ(event.arch, Arch::kX86_64);
    EXPECT_EQ(event.headline, "traps: PANIC: double fault, error_code: 0x0");
    EXPECT_EQ(event.die_count, 1u);
    EXPECT_EQ(FactOf(event, "error_code"), "0");
    EXPECT_EQ(FactOf(event, "options"), "SMP PTI");
    EXPECT_EQ(FactOf(event, "trap"), "double fault");
    EXPECT_FALSE(event.fault.status);
    EXPECT_FALSE(event.fault.address);  // CR2 is of the fault before.
    EXPECT_EQ(event.pc.symbol, "lkdtm_DOUBLE_FAULT");
    EXPECT_EQ(event.pc.module, "lkdtm");
    EXPECT_EQ(event.pc.size, 0x20u);
    EXPECT_FALSE(event.pc.address);
    const RegisterSet& registers = event.registers;
    // 16 general ones, SS, CS, EFLAGS, DS, ES, three bases, FS and GS, four control registers; RIP is not printed.
    EXPECT_EQ(registers.count(), 30);
    EXPECT_FALSE(registers.Has(x86_64::kRip));
    EXPECT_EQ(registers.Get(x86_64::kRsp), 0u);
    EXPECT_EQ(registers.Get(x86_64::kSs), 0x18u);
    EXPECT_EQ(registers.Get(x86_64::kEflags), 0x10086u);
    EXPECT_EQ(registers.Get(x86_64::kR8), 0x4555515f49534353u);
    EXPECT_EQ(registers.Get(x86_64::kR15), 0xffff888003e53148u);
    EXPECT_EQ(registers.Get(x86_64::kFsBase), 0x00007f07f29d6380u);
    EXPECT_EQ(registers.Get(x86_64::kFs), 0u);
    EXPECT_EQ(registers.Get(x86_64::kGsBase), 0xffff8880fa70a000u);
    EXPECT_EQ(registers.Get(x86_64::kKernelGsBase), 0u);
    EXPECT_EQ(registers.Get(x86_64::kCr2), 0xfffffffffffffff8u);
    EXPECT_EQ(registers.Get(x86_64::kCr4), 0x6f0u);
    EXPECT_EQ(event.code.bytes.size(), 56u);
    EXPECT_EQ(event.code.fault_at, 42);
    EXPECT_EQ(event.code.unit, 1);
    EXPECT_EQ(event.end_trace_id, "0000000000000000");
    EXPECT_EQ(event.line_count, 18u);
    EXPECT_EQ(DamageList(event), Strings{});
    EXPECT_EQ(parsed->events[1].kind, EventKind::kPanic);
    EXPECT_EQ(parsed->events[1].kernel_offset, 0u);
}

// ClangBuiltLinux/linux issue 1738.
TEST(X86Modern, CfiFailure61) {
    auto parsed = Parse(
        R"([   13.803444] CFI failure at kfd_destroy_mqd_cp+0x2a/0x40 [amdgpu] (target: hqd_destroy_v10_3+0x0/0x260 [amdgpu]; expected type: 0x8594d794)
[   13.804043] invalid opcode: 0000 [#1] PREEMPT SMP NOPTI
[   13.804049] CPU: 122 PID: 759 Comm: kworker/122:0 Not tainted 6.1.0-rc1-llvm #1 7ee1b51b5a2a6d461bbd7264bc415019bc5a86d7
[   13.804055] Hardware name: System76 Thelio Major/Thelio Major, BIOS FCa Z5 12/23/2021
[   13.804059] Workqueue: pm pm_runtime_work
[   13.804066] RIP: 0010:kfd_destroy_mqd_cp+0x2a/0x40 [amdgpu]
[   13.804344] Code: f3 0f 1e fa 0f 1f 44 00 00 48 8b 87 88 00 00 00 48 8b 38 48 8b 80 00 01 00 00 4c 8b 58 48 41 ba 6c 28 6b 7a 45 03 53 fc 74 02 <0f> 0b e9 5f c8 2f c7 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
[   13.804350] RSP: 0018:ffffb6a48202bcb0 EFLAGS: 00010a92
[   13.804354] RAX: ffffffffc295f588 RBX: ffff9945dc480840 RCX: 0000000000000fa0
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kCfiFailure);
    EXPECT_EQ(event.severity, Severity::kFatal);
    EXPECT_EQ(FactOf(event, "cfi_target"), "hqd_destroy_v10_3+0x0/0x260 [amdgpu]");
    EXPECT_EQ(FactOf(event, "cfi_expected_type"), "8594d794");
    EXPECT_EQ(FactOf(event, "trap"), "invalid opcode");
    EXPECT_EQ(event.workqueue, "pm pm_runtime_work");
    EXPECT_EQ(event.kernel_build_id, "7ee1b51b5a2a6d461bbd7264bc415019bc5a86d7");
    EXPECT_EQ(event.cpu, 122u);
    EXPECT_EQ(event.pc.offset, 0x2au);
    EXPECT_EQ(event.code.fault_at, 42);
    EXPECT_EQ(DamageList(event), Strings{});
}

// NVIDIA/open-gpu-kernel-modules issue 256.
TEST(X86Modern, MissingEndbr518) {
    auto parsed = Parse(R"([    5.429718] traps: Missing ENDBR: _portMemAllocatorAllocNonPagedWrapper+0x0/0x10 [nvidia]
[    5.429816] ------------[ cut here ]------------
[    5.429817] kernel BUG at arch/x86/kernel/traps.c:252!
[    5.429828] invalid opcode: 0000 [#1] PREEMPT SMP NOPTI
[    5.429830] CPU: 9 PID: 948 Comm: modprobe Tainted: G           OE     5.18.0-arch1-1 #1 b71a70fe104889aac2f32556bc52f649da2881d2
[    5.429833] RIP: 0010:exc_control_protection+0xc2/0xd0
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kCfiFailure);
    EXPECT_EQ(FactOf(event, "cfi_target"), "_portMemAllocatorAllocNonPagedWrapper+0x0/0x10 [nvidia]");
    EXPECT_EQ(event.source_location.file, "arch/x86/kernel/traps.c");
    EXPECT_EQ(event.source_location.line, 252u);
    EXPECT_EQ(event.die_count, 1u);
    EXPECT_EQ(event.pc.symbol, "exc_control_protection");
    EXPECT_EQ(parsed->taints[0], "GOE");
}

// slackhq/go-audit issue 30.
TEST(X86Modern, GuardPage410) {
    auto parsed = Parse(
        R"([   26.856596] BUG: stack guard page was hit at ffffc900011bbff8 (stack is ffffc900011bc000..ffffc900011bffff)
[   26.859714] kernel stack overflow (double-fault): 0000 [#1] PREEMPT SMP
[   26.859714] CPU: 1 PID: 459 Comm: go-audit Not tainted 4.10.11-1-pagarme #1
[   26.859714] task: ffff8801090e5580 task.stack: ffffc900011bc000
[   26.859714] RIP: 0010:_raw_spin_lock_irqsave+0x9/0x50
[   26.859714] RSP: 0018:ffffc900011bc000 EFLAGS: 00010246
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kStackOverflow);
    EXPECT_EQ(event.arch, Arch::kX86_64);
    EXPECT_EQ(event.fault.address, 0xffffc900011bbff8u);
    EXPECT_EQ(FactOf(event, "stack_begin"), "ffffc900011bc000");
    EXPECT_EQ(FactOf(event, "stack_end"), "ffffc900011bffff");
    EXPECT_EQ(FactOf(event, "trap"), "kernel stack overflow");
    EXPECT_EQ(FactOf(event, "task"), "ffff8801090e5580");
    EXPECT_EQ(event.registers.Get(x86_64::kRsp), 0xffffc900011bc000u);
}

// Open-CAS/open-cas-linux issue 997: the addresses are hashes there.
TEST(X86Modern, GuardPageHashed418) {
    auto parsed = Parse(
        R"([16219.871554] BUG: stack guard page was hit at 000000008e97aa5f (stack is 000000004a387f8f..00000000620ebc37)
[16219.884717] kernel stack overflow (double-fault): 0000 [#1] SMP PTI
[16219.894669] CPU: 69 PID: 166685 Comm: cas_io_1_69 Kdump: loaded Tainted: G           OE    --------- -  - 4.18.0-240.el8.x86_64 #1
[16219.927482] RIP: 0010:ocf_metadata_get_core_info+0x2c/0x60 [cas_cache]
[16219.964253] RSP: 0018:ffffa2a308b00000 EFLAGS: 00010283
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kStackOverflow);
    EXPECT_FALSE(event.fault.address);
    EXPECT_EQ(FactOf(event, "stack_begin"), "absent");
    EXPECT_EQ(event.release, "4.18.0-240.el8.x86_64");
    EXPECT_EQ(event.build, "#1");
    EXPECT_EQ(parsed->taints[0], "GOE");
    EXPECT_EQ(event.comm, "cas_io_1_69");
}

// prometheus/node_exporter issue 2420.
TEST(X86Modern, NxProtected515) {
    auto parsed = Parse(
        R"(Jul 11 00:19:28 xb kernel: [73056.073508] kernel tried to execute NX-protected page - exploit attempt? (uid: 116)
Jul 11 00:19:28 xb kernel: [73056.073633] BUG: unable to handle page fault for address: ffff9e6ad18b6000
Jul 11 00:19:28 xb kernel: [73056.073719] #PF: supervisor instruction fetch in kernel mode
Jul 11 00:19:28 xb kernel: [73056.073792] #PF: error_code(0x0011) - permissions violation
Jul 11 00:19:28 xb kernel: [73056.073863] PGD 1e5c01067 P4D 1e5c01067 PUD 342f3d063 PMD 80000003518001e3
Jul 11 00:19:28 xb kernel: [73056.073958] Oops: 0011 [#1] SMP NOPTI
Jul 11 00:19:28 xb kernel: [73056.074011] CPU: 2 PID: 11729 Comm: prometheus-node Tainted: P           O      5.15.0-40-generic #43-Ubuntu
Jul 11 00:19:28 xb kernel: [73056.074232] RIP: 0010:0xffff9e6ad18b6000
Jul 11 00:19:28 xb kernel: [73056.074288] Code: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 <2e> 2e 2f 2e 2e 2f 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kProtectionFault);
    EXPECT_EQ(event.fault.address, 0xffff9e6ad18b6000u);
    EXPECT_EQ(event.fault.status, 0x11u);
    EXPECT_EQ(event.fault.stated_access, Access::kExecute);
    EXPECT_TRUE(event.fault.prefetch);
    EXPECT_EQ(FactOf(event, "fault_name"), "permissions violation");
    EXPECT_EQ(FactOf(event, "privilege"), "supervisor");
    ASSERT_EQ(event.fault.page_table.size(), 4u);
    EXPECT_EQ(event.fault.page_table[3].level, "pmd");
    EXPECT_EQ(event.fault.page_table[3].value, 0x80000003518001e3u);
    EXPECT_EQ(event.pc.address, 0xffff9e6ad18b6000u);
    EXPECT_TRUE(event.pc.symbol.empty());
    EXPECT_EQ(event.code.fault_at, 42);
    EXPECT_EQ(DamageList(event), Strings{});
}

// A patch to HID, 2025: KASAN tells what the address was meant to be.
TEST(X86Modern, GeneralProtectionWithKasan615) {
    auto parsed = Parse(
        R"(  [   15.164723] Oops: general protection fault, probably for non-canonical address 0xdffffc0000000006: 0000 [#1] SMP KASAN NOPTI
  [   15.165691] KASAN: null-ptr-deref in range [0x0000000000000030-0x0000000000000037]
  [   15.165691] CPU: 0 UID: 0 PID: 10 Comm: kworker/0:1 Not tainted 6.15.0 #31 PREEMPT(voluntary)
  [   15.165691] RIP: 0010:apple_magic_backlight_report_set+0xbf/0x210
  [   15.165691] Call Trace:
  [   15.165691]  <TASK>
  [   15.165691]  apple_probe+0x571/0xa20
  [   15.165691]  hid_device_probe+0x2e2/0x6f0
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kNullDereference);
    EXPECT_EQ(event.fault.address, 0xdffffc0000000006u);
    EXPECT_EQ(FactOf(event, "address_guess"), "probably");
    EXPECT_EQ(FactOf(event, "kasan_hint"), "null-ptr-deref");
    EXPECT_EQ(FactOf(event, "kasan_range"), "0x0000000000000030-0x0000000000000037");
    EXPECT_FALSE(event.fault.status);
    EXPECT_EQ(Frames(event), (Strings{"apple_probe+0x571", "hid_device_probe+0x2e2"}));
}

// A patch to ceph, 2025: 6.15 with the preemption model behind the build number.
TEST(X86Modern, NullWrite615) {
    auto parsed = Parse(R"( BUG: kernel NULL pointer dereference, address: 0000000000000034
 #PF: supervisor write access in kernel mode
 #PF: error_code(0x0002) - not-present page
 PGD 0 P4D 0
 Oops: Oops: 0002 [#1] SMP NOPTI
 CPU: 172 UID: 0 PID: 2342707 Comm: kworker/u778:8 Not tainted 6.15.10-cm4all1-es #714 NONE
 Hardware name: Dell Inc. PowerEdge R7615/0G9DHV, BIOS 1.6.10 12/08/2023
 Workqueue: writeback wb_workfn (flush-ceph-1)
 RIP: 0010:folios_put_refs+0x85/0x140
 RSP: 0018:ffffb880af8db778 EFLAGS: 00010207
 RAX: 0000000000000001 RBX: 0000000000000000 RCX: 0000000000000003
 FS:  0000000000000000(0000) GS:ffff9c8efc303000(0000) knlGS:0000000000000000
 CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033
 CR2: 0000000000000034 CR3: 0000000160958004 CR4: 0000000000770ef0
 PKRU: 55555554
 Call Trace:
  <TASK>
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kNullDereference);
    EXPECT_EQ(event.fault.address, 0x34u);
    EXPECT_EQ(event.fault.status, 2u);
    EXPECT_EQ(event.fault.stated_access, Access::kWrite);
    ASSERT_EQ(event.fault.page_table.size(), 2u);
    EXPECT_EQ(event.fault.page_table[1].level, "p4d");
    EXPECT_EQ(event.registers.Get(x86_64::kPkru), 0x55555554u);
    EXPECT_EQ(event.release, "6.15.10-cm4all1-es");
    EXPECT_EQ(event.build, "#714");
    EXPECT_EQ(event.die_count, 1u);
}

// linux-perf-users, 2021: an exception inside an NMI, in the middle of the trace.
TEST(X86Modern, FrameInsideTrace) {
    auto parsed = Parse(R"(traps: PANIC: double fault, error_code: 0x0
RIP: 0010:perf_swevent_get_recursion_context+0x0/0x70
Call Trace:
 <NMI>
 perf_trace_buf_alloc+0x26/0xd0
 exc_page_fault+0x92/0x300
 asm_exc_page_fault+0x1e/0x30
RIP: 0010:__get_user_nocheck_8+0x6/0x13
Code: 90 90
RSP: 0018:fffffe000000b050 EFLAGS: 00010046
RAX: 0000000000000001 RBX: fffffe000000b050 RCX: 0000000000000000
 perf_callchain_user+0x266/0x2f0
 </NMI>
 <TASK>
 ? 0xffffffffc0a7b000
 entry_SYSCALL_64_after_hwframe+0x44/0xae
RIP: 0033:0x7f5c028d10db
Code: Unable to access opcode bytes at 0x7f5c028d10b1.
RSP: 002b:00007fffffffe1d8 EFLAGS: 00000246 ORIG_RAX: 00000000000000e7
 </TASK>
---[ end trace 0000000000000000 ]---
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.pc.symbol, "perf_swevent_get_recursion_context");
    EXPECT_TRUE(event.registers.Has(x86_64::kCs));
    EXPECT_EQ(event.registers.count(), 1);
    EXPECT_TRUE(event.code.bytes.empty());
    EXPECT_EQ(Frames(event), (Strings{"perf_trace_buf_alloc+0x26", "exc_page_fault+0x92", "asm_exc_page_fault+0x1e",
                                      "__get_user_nocheck_8+0x6", "perf_callchain_user+0x266", "ffffffffc0a7b000",
                                      "entry_SYSCALL_64_after_hwframe+0x44", "7f5c028d10db"}));
    std::vector<FrameContext> contexts;
    for (const TraceEntry& entry : event.trace_entries) contexts.push_back(entry.context);
    using enum FrameContext;
    EXPECT_EQ(contexts, (std::vector{kException, kException, kException, kNmi, kNmi, kTask, kTask, kUser}));
    EXPECT_FALSE(event.trace_entries[5].reliable);
}

// Linux-mm, 2022: 32 bits, 6.1. The second EIP is of the process.
TEST(X86Modern, Bug32Bits61) {
    auto parsed = Parse(R"([  225.777375] kernel BUG at mm/memory.c:2664!
[  225.777391] invalid opcode: 0000 [#1] PREEMPT SMP
[  225.777405] CPU: 0 PID: 2402 Comm: Xorg Not tainted 6.1.0-rc3-bdg+ #86
[  225.777415] Hardware name:  /8I865G775-G, BIOS F1 08/29/2006
[  225.777421] EIP: __apply_to_page_range+0x24d/0x31c
[  225.777437] Code: ff ff 8b 55 e8 8b 45 cc e8 0a 11 ec ff 89 d8 83 c4 28 5b 5e 5f 5d c3 81 7d e0 a0 ef 96 c1 74 ad 8b 45 d0 e8 2d 83 49 00 eb a3 <0f> 0b 25 00 f0 ff ff 81 eb 00 00 00 40 01 c3 8b 45 ec 8b 00 e8 76
[  225.777446] EAX: 00000001 EBX: c53a3b58 ECX: b5c00000 EDX: c258aa00
[  225.777454] ESI: b5c00000 EDI: b5900000 EBP: c4b0fdb4 ESP: c4b0fd80
[  225.777462] DS: 007b ES: 007b FS: 00d8 GS: 0033 SS: 0068 EFLAGS: 00010202
[  225.777470] CR0: 80050033 CR2: b5900000 CR3: 053a3000 CR4: 000006d0
[  225.777479] Call Trace:
[  225.777486]  ? i915_memcpy_init_early+0x63/0x63 [i915]
[  225.777684]  apply_to_page_range+0x21/0x27
[  225.778663]  ? 0xc1000000
[  225.778696]  exc_page_fault+0x185/0x705
[  225.778715]  handle_exception+0x130/0x130
[  225.778723] EIP: 0xb700468a
[  225.778730] Code: 44 24 40 8b 7c 24 1c 89 47 54 8b 44 24 5c 65 2b 05 14
[  225.778734] EAX: 00000099 EBX: 00000098 ECX: 00000097 EDX: 00000096
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kBug);
    EXPECT_EQ(event.arch, Arch::kI386);
    EXPECT_EQ(event.registers.count(), 18);
    EXPECT_EQ(event.registers.Get(i386::kEax), 1u);
    EXPECT_EQ(event.registers.Get(i386::kGs), 0x33u);
    EXPECT_EQ(event.registers.Get(i386::kEflags), 0x10202u);
    EXPECT_EQ(event.registers.Get(i386::kCr4), 0x6d0u);
    EXPECT_FALSE(event.fault.address);
    EXPECT_EQ(event.code.fault_at, 42);
    EXPECT_EQ(Frames(event), (Strings{"i915_memcpy_init_early+0x63", "apply_to_page_range+0x21", "c1000000",
                                      "exc_page_fault+0x185", "handle_exception+0x130", "b700468a"}));
    EXPECT_EQ(event.trace_entries[5].context, FrameContext::kUser);
    EXPECT_EQ(event.trace_entries[4].context, FrameContext::kTask);
}

// seclab-yonsei/BoKASAN issue 2: code before the registers, 4.19.
TEST(X86Modern, PagingRequest419) {
    auto parsed = Parse(R"( BUG: unable to handle kernel paging request at ffffe0f000020000
[13968.479004] PGD 0 P4D 0
[13968.479005] Oops: 0002 [#1] SMP NOPTI
[13968.479006] CPU: 2 PID: 88761 Comm: insmod Tainted: G           O      4.19.0-amd64-desktop #7112
[13968.479011] RIP: 0010:memset_erms+0x9/0x10
[13968.479015] CR2: ffffe0f000020008 CR3: 000000041f04a006 CR4: 0000000000760ee0
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kPageFault);
    EXPECT_EQ(event.fault.address, 0xffffe0f000020000u);
    // The log has ffffe0f000020000 there; one digit is changed here.
    EXPECT_EQ(DamageList(event), (Strings{"discrepancy 6 ffffe0f000020008 ffffe0f000020000", "ends 6"}));
}

// linux-kernel, 2019: a call of user memory on 4.15, wrapped by the mail.
TEST(X86Modern, UserCode415) {
    auto parsed = Parse(R"([54978.681991] unable to execute userspace code (SMEP?) (uid: 2000)
[54978.688191] BUG: unable to handle kernel paging request at 
ffffffff93eb1990
[54978.697039] IP: _copy_from_user+0x0/0x70
[54978.701689] PGD 51b20e067 P4D 51b20e067 PUD 51b20f063 PMD 51a4000e1
[54978.708788] Oops: 0010 [#1] SMP PTI
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kUserAccessFault);
    EXPECT_EQ(event.fault.address, 0xffffffff93eb1990u);
    EXPECT_EQ(event.fault.status, 0x10u);
    EXPECT_EQ(event.pc.symbol, "_copy_from_user");
    EXPECT_EQ(event.die_count, 1u);
    EXPECT_EQ(DamageList(event), (Strings{"wrapped 3 ffffffff93eb1990", "ends 6"}));
}

}  // namespace
}  // namespace faultbox
