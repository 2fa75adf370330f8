// Kernels 2.6.32 to 4.8. Each text is of a real crash; the source stands above it.

#include <gtest/gtest.h>

#include "arch/arm/registers.h"
#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

// DM365, from the tests of syzkaller's report parser (pkg/report, "unable to handle kernel paging request in
// blk_rq_map_sg").
constexpr const char* k2632 = R"(Unable to handle kernel paging request at virtual address 0c0c9ca0
pgd = c0004000
[0c0c9ca0] *pgd=00000000
Internal error: Oops: 5 [#1] PREEMPT
last sysfs file: /sys/devices/virtual/irqk/irqk/dev
Modules linked in: cmemk dm365mmap edmak irqk
CPU: 0    Not tainted  (2.6.32-17-ridgerun #22)
PC is at blk_rq_map_sg+0x70/0x2c0
LR is at mmc_queue_map_sg+0x2c/0xa4
pc : [<c01751ac>]    lr : [<c025a42c>]    psr: 80000013
sp : c23e1db0  ip : c3cf8848  fp : c23e1df4
)";

TEST(ArmOld, Kernel2632) {
    auto parsed = Parse(k2632);
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kPageFault);
    EXPECT_EQ(event.arch, Arch::kArm);
    EXPECT_FALSE(event.time_us);
    EXPECT_EQ(event.fault.address, 0x0c0c9ca0u);
    EXPECT_EQ(event.fault.status, 5u);
    EXPECT_EQ(FactOf(event, "last_sysfs_file"), "/sys/devices/virtual/irqk/irqk/dev");
    EXPECT_EQ(event.modules.size(), 4u);
    EXPECT_EQ(event.cpu, 0u);
    EXPECT_FALSE(event.pid);
    EXPECT_EQ(event.release, "2.6.32-17-ridgerun");
    EXPECT_EQ(event.build, "#22");
    EXPECT_TRUE(event.tainted_stated);
    EXPECT_EQ(parsed->taints[0], "");
    EXPECT_EQ(event.pc.symbol, "blk_rq_map_sg");
    EXPECT_EQ(event.pc.address, 0xc01751acu);
    EXPECT_EQ(event.registers.count(), 6);
    EXPECT_EQ(event.registers.Get(arm::kIp), 0xc3cf8848u);
}

// BUG() before there was an undefined instruction for it wrote to address 0. From a patch to the videobuf2 framework,
// linux-media, 2012-06.
TEST(ArmOld, Kernel308Bug) {
    auto parsed = Parse(R"(kernel BUG at kernel/cred.c:98!
Unable to handle kernel NULL pointer dereference at virtual address 00000000
pgd = c0004000
[00000000] *pgd=00000000
Internal error: Oops: 817 [#1] PREEMPT SMP
Modules linked in: runcase_sysfs galcore mv_wtm_drv mv_wtm_prim
CPU: 0    Not tainted  (3.0.8+ #213)
PC is at __bug+0x18/0x24
LR is at __bug+0x14/0x24
pc : [<c0054670>]    lr : [<c005466c>]    psr: 60000113
sp : c0681ec0  ip : f683e000  fp : 00000000
r10: e8ab4b58  r9 : 00000fff  r8 : 00000002
r7 : e8665698  r6 : c10079ec  r5 : e8b13d80  r4 : e8b13d98
r3 : 00000000  r2 : c0681eb4  r1 : c05c9ccc  r0 : 00000035
Flags: nZCv  IRQs on  FIQs on  Mode SVC_32  ISA ARM  Segment kernel
Control: 10c53c7d  Table: 29c3406a  DAC: 00000015
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kBug);
    EXPECT_EQ(event.headline, "kernel BUG at kernel/cred.c:98!");
    EXPECT_EQ(event.source_location.file, "kernel/cred.c");
    EXPECT_EQ(event.source_location.line, 98u);
    EXPECT_EQ(event.fault.status, 0x817u);
    EXPECT_EQ(event.fault.address, 0u);
    EXPECT_EQ(event.registers.count(), 20);
}

// From a patch to CMA, linux-mm, 2012-09.
TEST(ArmOld, Kernel35FramePointerBacktrace) {
    auto parsed = Parse(R"(  Unable to handle kernel NULL pointer dereference at virtual address 00000400
  pgd = c0c98000
  [00000400] *pgd=00c91831, *pte=00000000, *ppte=00000000
  Internal error: Oops: 817 [#1] PREEMPT SMP ARM
  CPU: 0    Not tainted  (3.5.0-rc5+ #80)
  PC is at __memzero+0x24/0x80
  ...
  Process fsstress (pid: 323, stack limit = 0xc0cbc2f0)
  Backtrace:
  [<c010e3f0>] (ext4_getblk+0x0/0x180) from [<c010e58c>] (ext4_bread+0x1c/0x98)
  [<c010e570>] (ext4_bread+0x0/0x98) from [<c0117944>] (ext4_mkdir+0x160/0x3bc)
   r4:c15337f0
  [<c01177e4>] (ext4_mkdir+0x0/0x3bc) from [<c00c29e0>] (vfs_mkdir+0x8c/0x98)
  [<c00c2954>] (vfs_mkdir+0x0/0x98) from [<c00c2a60>] (sys_mkdirat+0x74/0xac)
   r6:00000000 r5:c152eb40 r4:000001ff r3:c14b43f0
  [<c00c2a98>] (sys_mkdir+0x0/0x24) from [<c000e3c0>] (ret_fast_syscall+0x0/0x30)
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    ASSERT_EQ(event.fault.page_table.size(), 3u);
    EXPECT_EQ(event.fault.page_table[0].value, 0x00c91831u);
    EXPECT_EQ(event.fault.page_table[2].level, "ppte");
    EXPECT_EQ(event.comm, "fsstress");
    EXPECT_EQ(event.pid, 323u);
    EXPECT_TRUE(event.registers.empty());
    // The first function is not pc's: it is an entry without a place; so is sys_mkdir, whose line before is missing.
    EXPECT_EQ(Frames(event), (Strings{"ext4_getblk", "ext4_bread+0x1c", "ext4_mkdir+0x160", "vfs_mkdir+0x8c",
                                      "sys_mkdirat+0x74", "sys_mkdir", "ret_fast_syscall+0x0"}));
    EXPECT_EQ(event.trace_entries[0].where.size, 0x180u);
    EXPECT_FALSE(event.trace_entries[0].where.address);
    EXPECT_EQ(event.trace_entries[1].where.address, 0xc010e58cu);
}

// MSM8960, from a course on debugging the kernel (JacekDabrowski1 and others).
TEST(ArmOld, Kernel34UndefinedInstruction) {
    auto parsed = Parse(R"(Internal error: Oops - undefined instruction: 0 [#1] PREEMPT SMP ARM
Modules linked in: wlan(O) texfat(PO) mpq_dmx_hw_plugin mpq_adapter dvb_core tspp mhl_sii8620_8061_drv(O) [last unloaded: wlan]
CPU: 2    Tainted: P           O  (3.4.0-perf-g44071e7 #1)
PC is at kgsl_ioctl+0x204/0x344
LR is at 0xffffffff
pc : [<c0444080>]    lr : [<ffffffff>]    psr: 00070013
sp : e3e7bea0  ip : eabdf8c0  fp : c044748c
r10: 81a9a874  r9 : c0f70980  r8 : de43b100
r7 : e3e7beac  r6 : 400c0907  r5 : ffffffff  r4 : eabdf8c0
r3 : 00000000  r2 : 00000000  r1 : e3e7a000  r0 : c0f7096c
Code: e1530005 01520004 0a00000b e2800fe5 (ed8d1004)
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kUndefinedInstruction);
    EXPECT_FALSE(event.fault.status);
    EXPECT_FALSE(event.fault.address);
    EXPECT_EQ(parsed->taints[0], "PO");
    EXPECT_EQ(event.release, "3.4.0-perf-g44071e7");
    ASSERT_EQ(event.modules.size(), 7u);
    EXPECT_EQ(event.modules[1].taint, "PO");
    EXPECT_EQ(event.lr.address, 0xffffffffu);
    EXPECT_EQ(event.code.fault_at, 16);
    EXPECT_EQ(DamageList(event), Strings{});
}

// AM335x, beagleboard/linux issue 89.
TEST(ArmOld, Kernel41ThumbBug) {
    auto parsed = Parse(R"([48816.076042] kernel BUG at kernel/sched/core.c:2734!
[48816.076047] Internal error: Oops - BUG: 0 [#7] PREEMPT SMP THUMB2
[48816.076104] CPU: 0 PID: 73 Comm: irq/162-mmc1 Tainted: G      D         4.1.22-ti-rt-r59 #1
[48816.076107] Hardware name: Generic AM33XX (Flattened Device Tree)
[48816.076112] task: dce29680 ti: dceec000 task.ti: dceec000
[48816.076119] PC is at __schedule+0x3ce/0x4f8
[48816.076124] LR is at rcu_preempt_qs+0x17/0x48
[48816.076130] pc : [<c06d679e>]    lr : [<c007ca5f>]    psr: 300f01b3
[48816.076149] Flags: nzCV  IRQs off  FIQs on  Mode SVC_32  ISA Thumb  Segment user
[48816.076158] Process irq/162-mmc1 (pid: 73, stack limit = 0xdceec218)
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kBug);
    EXPECT_EQ(event.arch, Arch::kArm);
    EXPECT_EQ(event.die_count, 7u);
    EXPECT_EQ(event.source_location.file, "kernel/sched/core.c");
    EXPECT_EQ(event.source_location.line, 2734u);
    EXPECT_EQ(event.comm, "irq/162-mmc1");
    EXPECT_EQ(parsed->taints[0], "GD");
    EXPECT_EQ(FactOf(event, "isa"), "Thumb");
    EXPECT_FALSE(event.fault.status);
}

// BCM2835, raspberrypi/linux issue 600.
TEST(ArmOld, Kernel312FloatingPointInKernel) {
    auto parsed = Parse(R"([ 7846.585133] BUG: unsupported FP instruction in kernel mode
[ 7846.595177] Internal error: Oops - undefined instruction: 0 [#1] PREEMPT ARM
[ 7846.636665] CPU: 0 PID: 2353 Comm: milkyway Not tainted 3.12.19+ #684
[ 7846.647704] task: db234a40 ti: d920e000 task.ti: d920e000
[ 7846.657859] PC is at vfp_save_state+0x0/0x28
[ 7846.666884] LR is at vfp_sync_hwstate+0x60/0x6c
[ 7846.676027] pc : [<c0009934>]    lr : [<c0009538>]    psr: 60000113
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kUndefinedInstruction);
    EXPECT_EQ(parsed->events[0].headline, "BUG: unsupported FP instruction in kernel mode");
    EXPECT_EQ(parsed->events[0].pc.offset, 0u);
}

// i.MX6, wrapped by a mail; linux-arm-kernel, "imprecise external abort" of a serial port, 2019.
TEST(ArmOld, Kernel48ImpreciseAbort) {
    auto parsed = ParseFile("unit/target/oops/data/arm-4.8-imprecise-abort.log");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kExternalAbort);
    EXPECT_EQ(event.fault.status, 0x1406u);
    EXPECT_EQ(event.fault.address, 0xb6e00f78u);
    EXPECT_EQ(event.pid, 0u);
    EXPECT_EQ(event.comm, "swapper/1");
    EXPECT_EQ(FactOf(event, "task"), "ef0ecd00");
    EXPECT_EQ(event.stack.address, 0xef159f98u);
    ASSERT_EQ(event.stack.words.size(), 26u);
    EXPECT_EQ(event.stack.words[0], 0xef159fb4u);
    EXPECT_EQ(event.stack.words[7], 0xc0170b30u);
    EXPECT_EQ(event.stack.words[25], 0xffeebffdu);
    EXPECT_EQ(Frames(event), (Strings{"default_idle_call+0x30", "cpu_startup_entry+0x244",
                                      "secondary_start_kernel+0x158", "101018cc"}));
    EXPECT_EQ(event.trace_entries[0].where.address, 0xc0170b54u);
    EXPECT_EQ(event.end_trace_id, "853e028df8c9b7cd");
    EXPECT_EQ(event.code.fault_at, 16);
}

TEST(ArmOld, Kernel48PanicWithOtherProcessors) {
    auto parsed = ParseFile("unit/target/oops/data/arm-4.8-imprecise-abort.log");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& panic = parsed->events[1];
    EXPECT_EQ(panic.panic_reason, "Attempted to kill the idle task!");
    EXPECT_EQ(panic.relation_to, 0u);
    ASSERT_EQ(panic.traces.size(), 2u);
    EXPECT_EQ(panic.traces[0].name, "CPU2: stopping");
    EXPECT_EQ(Frames(panic, 0),
              (Strings{"unwind_backtrace", "show_stack+0x20", "dump_stack+0x90", "handle_IPI+0x2a4",
                       "gic_handle_irq+0x80", "__irq_svc+0x6c", "arch_cpu_idle+0x48", "default_idle_call+0x30"}));
    EXPECT_EQ(panic.traces[1].name, "CPU3: stopping");
    EXPECT_EQ(Frames(panic, 1), (Strings{"unwind_backtrace", "show_stack+0x20"}));
    EXPECT_FALSE(panic.cpu);
}

}  // namespace
}  // namespace faultbox
