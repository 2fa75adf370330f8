// Real crashes of arm64 kernels, generation by generation.

#include <gtest/gtest.h>

#include "arch/arm64/registers.h"
#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

std::string Data(std::string_view name) {
    return "unit/target/oops/data/" + std::string(name);
}

int Kind(EventKind kind) {
    return static_cast<int>(kind);
}

// linux-mm, "mm: fix kernel crash in khugepaged thread", 2015. The dump of the stack is cut behind its third row.
TEST(Arm64, Kernel43) {
    auto parsed = ParseFile(Data("arm64-4.3-khugepaged.log"));
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.arch, Arch::kArm64);
    EXPECT_EQ(event.kind, EventKind::kNullDereference);
    EXPECT_EQ(event.fault.address, 0u);
    EXPECT_EQ(event.fault.status, 0x94000006u);
    EXPECT_EQ(FactOf(event, "pgd"), "ffffffc00077a000");
    ASSERT_EQ(event.fault.page_table.size(), 4u);
    EXPECT_EQ(event.fault.page_table[3].level, "pte");
    EXPECT_EQ(event.fault.page_table[3].value, 0x0060000008000707u);
    EXPECT_EQ(event.pc.symbol, "khugepaged");
    EXPECT_EQ(event.pc.offset, 0x378u);
    EXPECT_EQ(event.pc.address, 0xffffffc0001980acu);
    EXPECT_EQ(event.lr.address, 0xffffffc00019814cu);
    EXPECT_EQ(event.registers.count(), 34);  // x0 to x29, lr, sp, pc and pstate
    EXPECT_EQ(event.registers.Get(arm64::kPstate), 0x60000145u);
    EXPECT_EQ(event.registers.Get(arm64::kSp), 0xffffffc07963bca0u);
    EXPECT_EQ(event.registers.Get(arm64::kX29), 0xffffffc07963bca0u);
    EXPECT_EQ(event.registers.Get(arm64::kX0), 0xffffffc000727000u);
    EXPECT_EQ(event.registers.Get(arm64::kX9), 0x48u);
    EXPECT_EQ(event.stack.address, 0xffffffc07963bca0u);
    EXPECT_EQ(event.stack.word_size, 8);
    ASSERT_EQ(event.stack.words.size(), 12u);
    EXPECT_EQ(event.stack.words[1], 0xffffffc0000b5044u);
    EXPECT_EQ(event.stack.words[6], 0xffffffc000197d34u);
    EXPECT_EQ(Frames(event), (Strings{"khugepaged+0x378", "kthread+0xdc", "ret_from_fork+0xc"}));
    EXPECT_EQ(event.code.unit, 4);
    EXPECT_EQ(event.code.fault_at, 16);
    EXPECT_EQ(DamageList(event), Strings{});
    EXPECT_EQ(parsed->events[1].kind, EventKind::kPanic);
}

// An exploit in Android's emulator, kernel 3.10: the stack in words of 32 bits, no pgd and no time stamps.
TEST(Arm64, Kernel310StackInHalves) {
    auto parsed = Parse(R"(<1>Unable to handle kernel paging request at virtual address dead000000000108
<4>PC is at ip_mc_leave_src+0x28/0xa8
<4>LR is at ip_mc_drop_socket+0x60/0xac
<4>pc : [<ffffffc0004b3a4c>] lr : [<ffffffc0004b60d0>] pstate: 60000145
<4>sp : ffffffc01c5dbd60
<4>x29: ffffffc01c5dbd60 x28: ffffffc01c5d8000 
<4>x9 : ae01b9db5c3c4424 x8 : 0000000000000039 
<0>Process poc (pid: 1560, stack limit = 0xffffffc01c5d8058)
<0>Stack: (0xffffffc01c5dbd60 to 0xffffffc01c5dc000)
<0>bd60: 1c5dbd90 ffffffc0 004b60d0 ffffffc0 3cad0dc0 ffffffc0 3cbf0818 ffffffc0
<0>bd80: 00000000 00000000 3cbf0700 ffffffc0 1c5dbdd0 ffffffc0 004b0334 ffffffc0
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.arch, Arch::kArm64);
    EXPECT_EQ(event.comm, "poc");
    EXPECT_EQ(event.stack.address, 0xffffffc01c5dbd60u);
    EXPECT_EQ(event.stack.word_size, 4);
    ASSERT_EQ(event.stack.words.size(), 16u);
    EXPECT_EQ(event.stack.words[0], 0x1c5dbd90u);
    EXPECT_EQ(event.stack.words[1], 0xffffffc0u);
    EXPECT_EQ(event.stack.words[14], 0x004b0334u);
    EXPECT_EQ(event.registers.Get(arm64::kX9), 0xae01b9db5c3c4424u);
    EXPECT_EQ(DamageList(event), Strings{"ends 11"});
}

// BCM97278, 4.9, wrapped by a mail.
TEST(Arm64, WrappedStackRows) {
    auto parsed = Parse(R"([    8.988237] Unhandled fault: synchronous external abort (0x96000210) at 0xffffff8009539004
[    8.996539] Internal error: : 96000210 [#1] SMP
[    9.044852] sp : ffffffc00a4e7ba0
[    9.137346] Stack: (0xffffffc00a4e7ba0 to 0xffffffc00a4e8000)
[    9.143136] 7ba0: ffffffc00a4e7bd0 ffffff8008394be4 ffffff8009306000
0000000000000087
[    9.151029] 7bc0: ffffffc009838000 ffffff800878a170 ffffffc00a4e7c30
ffffff800839b004
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kExternalAbort);
    EXPECT_EQ(event.fault.status, 0x96000210u);
    ASSERT_EQ(event.stack.words.size(), 8u);
    EXPECT_EQ(event.stack.words[3], 0x87u);
    EXPECT_EQ(event.stack.words[7], 0xffffff800839b004u);
}

// Xilinx ZynqMP: a read from a device behind PCIe, then what became of the processes when their disk was gone.
TEST(Arm64, Kernel414ExternalAbort) {
    auto parsed = ParseFile(Data("arm64-4.14-nvme-abort.log"));
    ASSERT_EQ(parsed->events.size(), 3u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.arch, Arch::kArm64);
    EXPECT_EQ(event.kind, EventKind::kExternalAbort);
    EXPECT_EQ(event.severity, Severity::kFatal);
    EXPECT_EQ(event.fault.address, 0xffffff800bcd801cu);
    EXPECT_EQ(event.fault.status, 0x96000010u);
    EXPECT_EQ(event.die_count, 1u);
    EXPECT_EQ(FactOf(event, "fault_name"), "synchronous external abort");
    EXPECT_EQ(event.pc.module, "nvme");
    EXPECT_EQ(Frames(event), (Strings{"nvme_reset_work+0xd4", "process_one_work+0x1d4", "worker_thread+0x44",
                                      "kthread+0x12c", "ret_from_fork+0x10"}));
    EXPECT_TRUE(event.stack.words.empty());
    EXPECT_EQ(event.end_trace_id, "9fc6470ab8262428");
    EXPECT_EQ(DamageList(event), Strings{});
}

TEST(Arm64, Kernel414UserFaults) {
    auto parsed = ParseFile(Data("arm64-4.14-nvme-abort.log"));
    ASSERT_EQ(parsed->events.size(), 3u);
    const CrashEvent& undefined = parsed->events[1];
    EXPECT_EQ(undefined.kind, EventKind::kUserFault);
    EXPECT_EQ(undefined.severity, Severity::kWarning);
    EXPECT_EQ(undefined.comm, "mkfs.ext4");
    EXPECT_EQ(undefined.pid, 2167u);
    EXPECT_EQ(FactOf(undefined, "user.ip"), "7f939a0700");
    EXPECT_EQ(FactOf(undefined, "fault_name"), "undefined instruction");

    const CrashEvent& event = parsed->events[2];
    EXPECT_EQ(event.kind, EventKind::kUserFault);
    EXPECT_EQ(event.arch, Arch::kArm64);
    EXPECT_EQ(event.comm, "udevd");
    EXPECT_EQ(event.pid, 1673u);
    EXPECT_EQ(event.fault.address, 0x18u);
    EXPECT_EQ(event.fault.status, 0x92000006u);
    EXPECT_EQ(FactOf(event, "user.process"), "udevd");
    EXPECT_EQ(FactOf(event, "user.signal"), "b");
    EXPECT_EQ(FactOf(event, "user.address"), "18");
    EXPECT_EQ(FactOf(event, "user.error"), "92000006");
    EXPECT_EQ(FactOf(event, "user.module"), "libc-2.26.so");
    EXPECT_EQ(FactOf(event, "user.ip"), "7f9867eb10");
    EXPECT_EQ(FactOf(event, "user.sp"), "7fc50c0b50");
    EXPECT_EQ(FactOf(event, "user.offset"), "71b10");  // 7f9867eb10 - 7f9860d000
    EXPECT_EQ(DamageList(event), Strings{});
}

TEST(Arm64, Kernel419WildWrite) {
    auto parsed = ParseFile(Data("arm64-4.19-wild-write.log"));
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.arch, Arch::kArm64);
    EXPECT_EQ(event.kind, EventKind::kPageFault);
    EXPECT_EQ(event.fault.address, 0x9ae6c9879b045f05u);
    EXPECT_EQ(event.fault.status, 0x96000044u);
    EXPECT_EQ(FactOf(event, "address_range"), "address between user and kernel address ranges");
    EXPECT_EQ(event.pc.symbol, "dma_common_contiguous_remap");
    EXPECT_EQ(event.pc.offset, 0x90u);
    EXPECT_FALSE(event.pc.address);
    EXPECT_EQ(event.lr.offset, 0x58u);
    EXPECT_EQ(event.registers.count(), 32);  // without pc and lr, which are symbols here
    EXPECT_EQ(event.registers.Get(arm64::kX20), 0x9ae6c9879b045f05u);
    EXPECT_EQ(event.workqueue, "events_unbound async_run_entry_fn");
    EXPECT_EQ(event.pid, 234u);
    EXPECT_EQ(DamageList(event), Strings{});
}

TEST(Arm64, Kernel515) {
    auto parsed = ParseFile(Data("arm64-5.15-faulty-write.log"));
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kNullDereference);
    EXPECT_EQ(event.fault.status, 0x96000045u);
    EXPECT_FALSE(event.fault.prefetch);
    ASSERT_EQ(event.fault.page_table.size(), 3u);
    EXPECT_EQ(event.fault.page_table[1].level, "p4d");
    EXPECT_EQ(event.fault.page_table[2].value, 0u);
    EXPECT_EQ(FactOf(event, "pgtable"), "user");
    EXPECT_EQ(FactOf(event, "page_size"), "4k");
    EXPECT_EQ(FactOf(event, "va_bits"), "39");
    EXPECT_EQ(FactOf(event, "pgd"), "43dac000");
    EXPECT_EQ(event.pc.symbol, "faulty_write");
    EXPECT_EQ(event.pc.module, "faulty");
    EXPECT_EQ(event.registers.Get(arm64::kX21), 0x5594b06ba0u);
    EXPECT_EQ(event.registers.Get(arm64::kX9), 0xffffffc008269facu);
    EXPECT_EQ(Frames(event).front(), "faulty_write+0x18");
    EXPECT_EQ(Frames(event).size(), 9u);
    EXPECT_EQ(DamageList(event), Strings{});
}

// nouveau, "panic on jetson-tx1", 2023: what the processor prints and the panic are one crash.
TEST(Arm64, Kernel63SError) {
    auto parsed = ParseFile(Data("arm64-6.3-serror.log"));
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kExternalAbort);
    EXPECT_EQ(event.severity, Severity::kFatal);
    EXPECT_EQ(event.headline, "SError Interrupt on CPU3, code 0x00000000bf000002 -- SError");
    EXPECT_EQ(event.fault.status, 0xbf000002u);
    EXPECT_FALSE(event.fault.address);
    EXPECT_EQ(event.panic_reason, "Asynchronous SError Interrupt");
    EXPECT_EQ(event.cpu, 3u);
    EXPECT_EQ(event.comm, "kworker/u8:0");
    EXPECT_EQ(event.release, "6.3.0-0.rc1.16.fc39.aarch64");
    EXPECT_EQ(event.kernel_offset, 0x60000u);
    EXPECT_EQ(FactOf(event, "phys_offset"), "80000000");
    EXPECT_EQ(FactOf(event, "cpu_features"), "0x440002,022c0400,0000421b");
    EXPECT_EQ(FactOf(event, "memory_limit"), "none");
    ASSERT_EQ(Frames(event).size(), 16u);
    EXPECT_EQ(event.trace_entries[9].where.symbol, "el1h_64_error");
    EXPECT_EQ(event.trace_entries[9].context, FrameContext::kException);
    EXPECT_EQ(event.trace_entries[10].where.symbol, "el1_interrupt");
    EXPECT_EQ(event.trace_entries[10].context, FrameContext::kIrq);
    EXPECT_EQ(event.trace_entries[12].context, FrameContext::kIrq);
    EXPECT_EQ(event.trace_entries[13].context, FrameContext::kTask);
}

// syzbot, 2024, with the inlined functions that its symbolizer adds.
TEST(Arm64, Kernel612) {
    auto parsed = ParseFile(Data("arm64-6.12-hwasan.log"));
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.arch, Arch::kArm64);
    EXPECT_EQ(event.kind, EventKind::kNullDereference);
    EXPECT_EQ(FactOf(event, "kasan_hint"), "null-ptr-deref");
    EXPECT_EQ(FactOf(event, "kasan_range"), "0x0000000000000010-0x000000000000001f");
    EXPECT_EQ(event.pc.symbol, "__hwasan_check_x0_67043362");
    EXPECT_EQ(event.lr.symbol, "vgic_its_save_tables_v0");
    EXPECT_EQ(event.lr.offset, 0x258u);
    EXPECT_EQ(event.registers.Get(arm64::kX16), 1u);
    EXPECT_EQ(Frames(event), (Strings{"__hwasan_check_x0_67043362+0x4", "kvm_device_ioctl+0x154"}));
    EXPECT_EQ(DamageList(event), Strings{});
}

struct OneLine {
    const char* text;
    EventKind kind;
    uint64_t status;
};

// Lines of published crashes, 3.18 to 6.18.
TEST(Arm64, WhatTheDieLineSays) {
    constexpr OneLine kLines[] = {
        {"Internal error: Oops: 96000044 [#1] PREEMPT SMP", EventKind::kPageFault, 0x96000044},
        {"Internal error: Oops: 0000000096000005 [#1]  SMP", EventKind::kPageFault, 0x96000005},
        {"Internal error: Oops: 000000009600000f [#1]  SMP", EventKind::kProtectionFault, 0x9600000f},
        {"Internal error: synchronous external abort: 96000210 [#1] SMP", EventKind::kExternalAbort, 0x96000210},
        {"Internal error: synchronous external abort: 0000000096000410 [#1] PREEMPT SMP", EventKind::kExternalAbort,
         0x96000410},
        {"Internal error: Oops - BUG: 00000000f2000800 [#1] SMP", EventKind::kBug, 0xf2000800},
        {"Internal error: SP/PC alignment exception: 8a000000 [#1] SMP", EventKind::kAlignmentFault, 0x8a000000},
        {"Internal error: Oops - SP/PC alignment exception: 8a000000 [#1] PREEMPT SMP", EventKind::kAlignmentFault,
         0x8a000000},
        {"Internal error: Oops - FPAC: 0000000072000000 [#1] PREEMPT SMP", EventKind::kCfiFailure, 0x72000000},
        {"Internal error: Oops - BTI: 0000000034000002 [#1] PREEMPT SMP", EventKind::kCfiFailure, 0x34000002},
        {"Internal error: Oops - CFI: 00000000f2008228 [#1] PREEMPT SMP", EventKind::kCfiFailure, 0xf2008228},
        {"Internal error: Oops - Undefined instruction: 0000000002000000 [#1] SMP", EventKind::kUndefinedInstruction,
         0x02000000},
        {"Internal error: BRK handler: 00000000f20003e8 [#1]  SMP", EventKind::kBug, 0xf20003e8},
        {"Internal error: aarch64 BRK: f20003e8 [#1] PREEMPT SMP", EventKind::kBug, 0xf20003e8},
        {"Internal error: UBSAN: array index out of bounds: 00000000f2005512 [#1] PREEMPT SMP", EventKind::kUbsan,
         0xf2005512},
        {"Internal error: : 96000061 [#1] PREEMPT SMP", EventKind::kAlignmentFault, 0x96000061},
    };
    for (const OneLine& line : kLines) {
        SCOPED_TRACE(line.text);
        auto parsed = Parse(line.text);
        ASSERT_EQ(parsed->events.size(), 1u);
        EXPECT_EQ(Kind(parsed->events[0].kind), Kind(line.kind));
        EXPECT_EQ(parsed->events[0].fault.status, line.status);
        EXPECT_EQ(parsed->events[0].arch, Arch::kArm64);
        EXPECT_EQ(parsed->events[0].die_count, 1u);
    }
}

TEST(Arm64, StatusOf32BitArmIsNoSyndrome) {
    for (const char* text : {"Internal error: Oops: 80000005 [#1]", "Internal error: Oops: a05 [#1] PREEMPT SMP ARM",
                             "Internal error: : 1211 [#1] PREEMPT_RT SMP ARM"}) {
        auto parsed = Parse(text);
        ASSERT_EQ(parsed->events.size(), 1u) << text;
        EXPECT_NE(parsed->events[0].arch, Arch::kArm64) << text;
        EXPECT_TRUE(parsed->events[0].fault.status) << text;
    }
}

TEST(Arm64, ExceptionsThatPanic) {
    constexpr OneLine kLines[] = {
        {"SError Interrupt on CPU5, code 0xbf000002 -- SError", EventKind::kExternalAbort, 0xbf000002},
        {"SError Interrupt on CPU4, code 0x00000000be000411 -- SError", EventKind::kExternalAbort, 0xbe000411},
        {"Bad mode in Error handler detected on CPU3, code 0xbf000002 -- SError", EventKind::kExternalAbort,
         0xbf000002},
        {"Bad mode in Error handler detected, code 0xbf000002 -- SError", EventKind::kExternalAbort, 0xbf000002},
        {"Bad mode in Synchronous Abort handler detected, code 0x86000005", EventKind::kBadMode, 0x86000005},
        {"Bad mode in Synchronous Abort handler detected on CPU1, code 0x34000003 -- BTI", EventKind::kCfiFailure,
         0x34000003},
        {"Bad mode in Synchronous Abort handler detected on CPU0, code 0x5a000000 -- HVC (AArch64)",
         EventKind::kBadMode, 0x5a000000},
        {"Unhandled 64-bit el1h sync exception on CPU0, ESR 0x000000001fe00000 -- ASIMD", EventKind::kBadMode,
         0x1fe00000},
        {"Unhandled 64-bit el1h sync exception on CPU0, ESR 0x0000000034000002 -- BTI", EventKind::kCfiFailure,
         0x34000002},
    };
    for (const OneLine& line : kLines) {
        SCOPED_TRACE(line.text);
        auto parsed = Parse(line.text + std::string("\nKernel panic - not syncing: Unhandled exception\n"));
        ASSERT_EQ(parsed->events.size(), 1u);
        EXPECT_EQ(Kind(parsed->events[0].kind), Kind(line.kind));
        EXPECT_EQ(parsed->events[0].fault.status, line.status);
        EXPECT_EQ(parsed->events[0].panic_reason, "Unhandled exception");
    }
    EXPECT_EQ(Parse("SError Interrupt on CPU4, code 0x00000000be000411 -- SError\n")->events[0].cpu, 4u);
    EXPECT_EQ(Parse("Bad mode in Error handler detected on CPU3, code 0xbf000002 -- SError")->events[0].cpu, 3u);
    EXPECT_FALSE(Parse("Bad mode in Error handler detected, code 0xbf000002 -- SError")->events[0].cpu);
}

// Rockchip's manual of PCIe: 4.4 dies of it.
TEST(Arm64, BadModeOf44IsOneEvent) {
    auto parsed = Parse(R"([ 0.460904] Bad mode in Error handler detected, code 0xbf000002 -- SError
[ 0.460919] Internal error: Oops - bad mode: 0 [#1] PREEMPT SMP
[ 0.466658] Modules linked in:
[ 0.466938] CPU: 5 PID: 1 Comm: swapper/0 Not tainted 4.4.55 #41
[ 0.467464] Hardware name: Rockchip RK3399 Excavator Board edp (Android) (DT)
[ 0.468089] task: ffffffc0f2160000 ti: ffffffc0f2168000 task.ti: ffffffc0f2168000
[ 0.468752] PC is at rockchip_pcie_rd_conf+0xb8/0x138
[ 0.469200] LR is at pci_bus_read_config_dword+0x78/0xbc
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].arch, Arch::kArm64);
    EXPECT_EQ(parsed->events[0].fault.status, 0xbf000002u);
    EXPECT_EQ(parsed->events[0].die_count, 1u);
    EXPECT_EQ(parsed->events[0].pc.symbol, "rockchip_pcie_rd_conf");
    EXPECT_EQ(parsed->events[0].lr.offset, 0x78u);
}

// stable 6.0.19-rc1, LKFT, 2023.
TEST(Arm64, StackOverflow) {
    auto parsed = Parse(R"([ 2893.044339] Insufficient stack space to handle exception!
[ 2893.044351] ESR: 0x0000000096000047 -- DABT (current EL)
[ 2893.044360] FAR: 0xffff8000128180d0
[ 2893.044364] Task stack:     [0xffff800012a18000..0xffff800012a1c000]
[ 2893.044370] IRQ stack:      [0xffff80000a798000..0xffff80000a79c000]
[ 2893.044375] Overflow stack: [0xffff0000f77c4310..0xffff0000f77c5310]
[ 2893.044413] pc : el1h_64_sync+0x0/0x68
[ 2893.044430] lr : wp_page_copy+0xf8/0x90c
[ 2893.044445] sp : ffff8000128180d0
[ 2893.044600] Kernel panic - not syncing: kernel stack overflow
[ 2893.044640] Call trace:
[ 2893.044646]  panic+0x168/0x374
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kStackOverflow);
    EXPECT_EQ(event.arch, Arch::kArm64);
    EXPECT_EQ(event.fault.status, 0x96000047u);
    EXPECT_EQ(event.fault.address, 0xffff8000128180d0u);
    EXPECT_EQ(event.panic_reason, "kernel stack overflow");
    EXPECT_EQ(FactOf(event, "task_stack"), "[0xffff800012a18000..0xffff800012a1c000]");
    EXPECT_EQ(FactOf(event, "irq_stack"), "[0xffff80000a798000..0xffff80000a79c000]");
    EXPECT_EQ(FactOf(event, "overflow_stack"), "[0xffff0000f77c4310..0xffff0000f77c5310]");
    EXPECT_EQ(event.pc.symbol, "el1h_64_sync");
    EXPECT_EQ(event.registers.Get(arm64::kSp), 0xffff8000128180d0u);
}

// dri-devel, Sony Xperia 1 III, 2025, and the accesses that a 6.5 guest described ("ESR = 0x0000000097820004").
TEST(Arm64, DescribedAccess) {
    auto parsed =
        Parse(R"(<1>[ 1382.873224] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000030
<1>[ 1382.873426] Mem abort info:
<1>[ 1382.874449]   ESR = 0x0000000097820004
<1>[ 1382.876385]   EC = 0x25: DABT (current EL), IL = 32 bits
<1>[ 1382.877319]   SET = 0, FnV = 0
<1>[ 1382.877370]   EA = 0, S1PTW = 0
<1>[ 1382.879729]   FSC = 0x04: level 0 translation fault
<1>[ 1382.879967] Data abort info:
<1>[ 1382.880240]   Access size = 4 byte(s)
<1>[ 1382.880562]   SSE = 0, SRT = 2
<1>[ 1382.880849]   SF = 0, AR = 0
<1>[ 1382.881071]   CM = 0, WnR = 0, TnD = 0, TagAccess = 0
<1>[ 1382.881442]   GCS = 0, Overlay = 0, DirtyBit = 0, Xs = 0
<0>[ 1382.883777] Internal error: Oops: 0000000097820004 [#1] PREEMPT SMP
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].fault.status, 0x97820004u);
    EXPECT_EQ(DamageList(parsed->events[0]), Strings{"ends 14"});
}

std::string Edited(std::string_view name, std::string_view from, std::string_view to) {
    std::string text = ReadTestFile(Data(name));
    size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

Strings DamageOf(std::string_view from, std::string_view to) {
    auto parsed = Parse(Edited("arm64-6.12-hwasan.log", from, to));
    EXPECT_EQ(parsed->events.size(), 1u);
    return parsed->events.empty() ? Strings{} : DamageList(parsed->events[0]);
}

TEST(Arm64Damage, FieldsThatDoNotMatchEsr) {
    const std::string esr = " 0000000096000005";
    EXPECT_EQ(DamageOf("WnR = 0", "WnR = 1"), Strings{"discrepancy 11 WnR = 1" + esr});
    EXPECT_EQ(DamageOf("EC = 0x25", "EC = 0x21"), Strings{"discrepancy 5 EC = 0x21: DABT (current EL)" + esr});
    EXPECT_EQ(DamageOf("IL = 32", "IL = 16"), Strings{"discrepancy 5 IL = 16 bits" + esr});
    EXPECT_EQ(DamageOf("FSC = 0x05", "FSC = 0x07"),
              Strings{"discrepancy 8 FSC = 0x07: level 1 translation fault" + esr});
    EXPECT_EQ(DamageOf("SET = 0", "SET = 5"), Strings{"discrepancy 6 SET = 5" + esr});
    EXPECT_EQ(DamageOf("Xs = 0", "Xs = 1"), Strings{"discrepancy 12 Xs = 1" + esr});
    EXPECT_EQ(DamageOf("ISS2 = 0x00000000", "ISS2 = 0x00000040"), Strings{"discrepancy 10 ISS2 = 0x00000040" + esr});
}

TEST(Arm64Damage, EsrThatDoesNotMatchTheDieLine) {
    EXPECT_EQ(DamageOf("Oops: 0000000096000005", "Oops: 0000000096000004"),
              Strings{"discrepancy 15 0000000096000004 0000000096000005"});
    EXPECT_EQ(DamageOf("[efff800000000001] pgd", "[efff800000000000] pgd"),
              Strings{"discrepancy 14 efff800000000000 efff800000000001"});
}

// Without its own line, ESR is what the die line says, which comes behind the fields.
TEST(Arm64Damage, FieldsBeforeEsr) {
    EXPECT_EQ(DamageOf("  ESR = 0x0000000096000005\n", ""), Strings{});
    std::string text = Edited("arm64-6.12-hwasan.log", "  ESR = 0x0000000096000005\n", "");
    text.replace(text.find("WnR = 0"), 7, "WnR = 1");
    auto parsed = Parse(text);
    ASSERT_EQ(parsed->events.size(), 1u);
    Strings damage = DamageList(parsed->events[0]);
    ASSERT_EQ(damage.size(), 1u);
    EXPECT_TRUE(damage[0].starts_with("discrepancy 11 ")) << damage[0];
}

TEST(Arm64Damage, MissingDigitGivesNoValue) {
    auto parsed = Parse(Edited("arm64-6.12-hwasan.log", "x27: 5bf000001952a880", "x27: 5bf00001952a880"));
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_FALSE(parsed->events[0].registers.Has(arm64::kX27));
    EXPECT_TRUE(parsed->events[0].registers.Has(arm64::kX26));
    EXPECT_EQ(DamageList(parsed->events[0]), Strings{"missing-digits 26 5bf00001952a880"});
    EXPECT_EQ(DamageOf("ESR = 0x0000000096000005", "ESR = 0x000000009600005"),
              Strings{"missing-digits 4 000000009600005"});
}

TEST(Arm64Damage, LettersThatDoNotMatchPstate) {
    EXPECT_EQ(DamageOf("(nZCv daif", "(nzCv daif"),
              Strings{"discrepancy 19 nzCv daif +PAN -UAO -TCO -DIT -SSBS BTYPE=-- 60402009"});
    EXPECT_EQ(DamageOf("daif +PAN", "daIf +PAN").size(), 1u);
    EXPECT_EQ(DamageOf("+PAN", "-PAN").size(), 1u);
    EXPECT_EQ(DamageOf("BTYPE=--", "BTYPE=jc").size(), 1u);
}

TEST(Arm64Damage, AddressTakenForMarkup) {
    auto parsed = Parse(Edited("arm64-4.3-khugepaged.log", "pc : [<ffffffc0001980ac>]", "pc : []"));
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_FALSE(parsed->events[0].pc.address);
    EXPECT_EQ(parsed->events[0].arch, Arch::kArm64);
    EXPECT_EQ(parsed->events[0].lr.address, 0xffffffc00019814cu);
    EXPECT_EQ(DamageList(parsed->events[0]), Strings{"eaten 11 pc"});
}

// A small ramoops record keeps the newest part only, here from the first register on, and from the fields of ESR on.
TEST(Arm64Damage, BeginsInside) {
    std::string text = ReadTestFile(Data("arm64-6.12-hwasan.log"));
    for (const char* first : {"x29: ", "pstate: ", "pc : ", "  ISV = ", "swapper pgtable"}) {
        SCOPED_TRACE(first);
        auto parsed = Parse(text.substr(text.find(first)));
        ASSERT_EQ(parsed->events.size(), 1u);
        EXPECT_EQ(parsed->events[0].arch, Arch::kArm64);
        EXPECT_EQ(parsed->events[0].registers.Get(arm64::kX0), 0x10u);
        EXPECT_EQ(DamageList(parsed->events[0]), Strings{"begins 1"});
    }
}

}  // namespace
}  // namespace faultbox
