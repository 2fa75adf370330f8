// Kernels 5.1 to 6.19. Each text is of a real crash; the source stands above it.

#include <gtest/gtest.h>

#include "arch/arm/registers.h"
#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

// AM335x, linux-omap, "ti-sysc" thread, 2019-05.
TEST(ArmNew, Kernel51ExternalAbort) {
    auto parsed = Parse(R"([    1.245976] Unhandled fault: external abort on non-linefetch (0x1028) at 0xfa1cc000
[    1.253847] pgd = (ptrval)
[    1.256623] [fa1cc000] *pgd=48011452(bad)
[    1.260749] Internal error: : 1028 [#1] ARM
[    1.265044] Modules linked in:
[    1.268187] CPU: 0 PID: 1 Comm: swapper Not tainted 5.1.0-rc7-next-20190501-dirty #31
[    1.276234] Hardware name: Generic AM33XX (Flattened Device Tree)
[    1.282510] PC is at sysc_probe+0xb80/0xfc0
[    1.286805] LR is at sysc_probe+0xb40/0xfc0
[    1.291100] pc : [<c0644f90>]    lr : [<c0644f50>]    psr: 60000013
[    1.297538] sp : db0b1dc0  ip : 00000013  fp : c1131648
[    1.302904] r10: c116c9a4  r9 : c116c984  r8 : 00000028
[    1.308270] r7 : 00000001  r6 : c0e373ac  r5 : 00000000  r4 : db345940
[    1.314975] r3 : fa1cc000  r2 : db349700  r1 : 00000000  r0 : 00000000
[    1.321684] Flags: nZCv  IRQs on  FIQs on  Mode SVC_32  ISA ARM  Segment none
[    1.329017] Control: 10c5387d  Table: 80204019  DAC: 00000051
[    1.334921] Process swapper (pid: 1, stack limit = 0x(ptrval))
[    1.496788] [<c0644f90>] (sysc_probe) from [<c08f00c4>] (platform_drv_probe+0x48/0x98)
[    1.504933] [<c08f00c4>] (platform_drv_probe) from [<c08ee264>] (really_probe+0xf0/0x2c8)
[    1.590750] [<c0ded9e4>] (kernel_init) from [<c03010e8>] (ret_from_fork+0x14/0x2c)
[    1.598531] Exception stack(0xdb0b1fb0 to 0xdb0b1ff8)
[    1.603722] 1fa0:                                     00000000 00000000 00000000 00000000
[    1.620535] 1fe0: 00000000 00000000 00000000 00000000 00000013 00000000
[    1.627337] Code: ebfffa8a ea000002 e5943014 e0833001 (e5930000) 
[    1.633616] ---[ end trace d02e59e9267a59cb ]---
[    1.638458] Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kExternalAbort);
    EXPECT_EQ(event.fault.status, 0x1028u);
    EXPECT_EQ(FactOf(event, "pgd"), "absent");
    EXPECT_EQ(FactOf(event, "fault_name"), "external abort on non-linefetch");
    ASSERT_EQ(event.fault.page_table.size(), 1u);
    EXPECT_TRUE(event.fault.page_table[0].bad);
    // kernel_init's own line is missing: what is known of its place is the address.
    EXPECT_EQ(Frames(event),
              (Strings{"platform_drv_probe+0x48", "really_probe+0xf0", "kernel_init", "ret_from_fork+0x14"}));
    EXPECT_EQ(event.trace_entries[2].where.address, 0xc0ded9e4u);
    EXPECT_FALSE(event.stack.address);
    EXPECT_EQ(parsed->events[1].panic_reason, "Attempted to kill init! exitcode=0x0000000b");
}

// Raspberry Pi, LPAE; linux-arm-kernel, "crypto: run initcalls for generic implementations earlier", 2019-05.
TEST(ArmNew, Kernel52LpaeAlignment) {
    auto parsed = Parse(R"([    2.299763] Unhandled fault: alignment fault (0x221) at 0xc0eb987e
[    2.306015] pgd = (ptrval)
[    2.308746] [c0eb987e] *pgd=80000000207003, *pmd=00e0071d(bad)
[    2.314650] Internal error: : 221 [#1] SMP ARM
[    2.319137] Modules linked in:
[    2.322228] CPU: 0 PID: 142 Comm: cryptomgr_test Not tainted
5.2.0-0.rc2.git0.1.fc31.armv7hl+lpae #1
[    2.331455] Hardware name: BCM2835
[    2.334902] PC is at gf128mul_init_4k_lle+0x2c/0xa0
[    2.339834] LR is at kmem_cache_alloc_trace+0xc0/0x14c
[    2.345024] pc : [<c071ec8c>]    lr : [<c05d0ab0>]    psr: a0000013
[    2.351355] sp : eafcfcf8  ip : ead04000  fp : ead71dc0
[    2.382313] Control: 30c5383d  Table: 00203000  DAC: fffffffd
[    2.605961] [<c071ec8c>] (gf128mul_init_4k_lle) from [<c0729434>]
(ghash_setkey+0x48/0x5c)
[    2.717185] Code: e5930030 ebfac75a e2504000 0a000019 (e895000f)
[    2.723350] ---[ end trace 9839f43693f21333 ]---
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kAlignmentFault);
    EXPECT_EQ(event.fault.status, 0x221u);
    ASSERT_EQ(event.fault.page_table.size(), 2u);
    EXPECT_EQ(event.fault.page_table[0].value, 0x80000000207003u);
    EXPECT_FALSE(event.fault.page_table[0].bad);
    EXPECT_EQ(event.fault.page_table[1].level, "pmd");
    EXPECT_TRUE(event.fault.page_table[1].bad);
    EXPECT_EQ(event.release, "5.2.0-0.rc2.git0.1.fc31.armv7hl+lpae");
    EXPECT_EQ(Frames(event), Strings{"ghash_setkey+0x48"});
    EXPECT_EQ(DamageList(event),
              (Strings{"wrapped 7 5.2.0-0.rc2.git0.1.fc31.armv7hl+lpae #1", "wrapped 15 (ghash_setkey+0x48/0x5c)"}));
}

// TI DRA74x, linux-omap, "8250_omap" thread, 2022-02.
TEST(ArmNew, Kernel510RtAsynchronousAbort) {
    auto parsed = Parse(R"(Unhandled fault: asynchronous external abort (0x1211) at 0x00000000
pgd = bfdf645d
[00000000] *pgd=862cf003, *pmd=27df1b003
Internal error: : 1211 [#1] PREEMPT_RT SMP ARM
Modules linked in: cmac algif_hash cbc aes_arm_bs crypto_simd cryptd
algif_skcipher af_alg usbhid prueth xhci_plat_hcd irq_pruss_intc xhci_hcd
ti_vpe ti_sc ti_csc ti_vpdma dwc3_omap pvrsrvkm(O)
CPU: 0 PID: 377 Comm: gpsmon Tainted: G        W  O      5.10.87-rt59+ #97
Hardware name: Generic DRA74X (Flattened Device Tree)
PC is at omap8250_set_mctrl+0x38/0xa0
LR is at omap8250_set_mctrl+0x38/0xa0
pc : [<c065f388>]    lr : [<c065f388>]    psr: 60000013
sp : c6327ca0  ip : c6327c74  fp : c4754500
r10: c6327f10  r9 : 00000000  r8 : c22698c8
r7 : ffffe000  r6 : c205ac40  r5 : 00000006  r4 : c12eccd8
r3 : fa06e00c  r2 : 00000002  r1 : 00000003  r0 : 00000000
Flags: nZCv  IRQs on  FIQs on  Mode SVC_32  ISA ARM  Segment user
Control: 30c5387d  Table: 859817c0  DAC: fffffffd
Process gpsmon (pid: 377, stack limit = 0xaa83ac51)
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kExternalAbort);
    EXPECT_EQ(event.fault.status, 0x1211u);
    EXPECT_EQ(event.fault.address, 0u);
    ASSERT_EQ(event.modules.size(), 19u);
    EXPECT_EQ(event.modules[6].name, "algif_skcipher");
    EXPECT_EQ(event.modules[18].taint, "O");
    EXPECT_EQ(parsed->taints[0], "GWO");
    EXPECT_EQ(event.registers.count(), 20);
    EXPECT_EQ(event.pid, 377u);
}

// Nokia N900, linux-omap, "musb" thread, 2022-10; some lines left out.
TEST(ArmNew, Kernel60Thumb) {
    auto parsed = ParseFile("unit/target/oops/data/arm-6.0-thumb2-abort.log");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kExternalAbort);
    EXPECT_EQ(event.arch, Arch::kArm);
    EXPECT_EQ(event.first_line, 2u);
    EXPECT_EQ(event.line_count, 43u);
    EXPECT_EQ(event.registers.Get(arm::kPsr), 0x33u);
    EXPECT_EQ(event.pc.symbol, "musb_default_readb");
    EXPECT_EQ(event.lr.offset, 0x25u);
    EXPECT_EQ(event.modules[0].taint, "+");
    ASSERT_EQ(event.register_notes.size(), 13u);
    EXPECT_EQ(event.register_notes[0].start, 0xfa000000u);
    EXPECT_FALSE(event.register_notes[0].offset);
    EXPECT_EQ(event.register_notes[4].slab, "kmalloc-192");
    EXPECT_EQ(event.register_notes[4].start, 0xc3183180u);
    EXPECT_EQ(event.register_notes[4].offset, 64u);
    EXPECT_EQ(event.register_notes[4].size, 192u);
    ASSERT_EQ(event.stack.words.size(), 14u);
    EXPECT_EQ(event.stack.words[0], 0xc31831c0u);
    EXPECT_EQ(event.stack.words[13], 0u);
    EXPECT_EQ(event.code.unit, 2);
    ASSERT_EQ(event.code.bytes.size(), 12u);
    EXPECT_EQ(event.code.fault_at, 8);
    EXPECT_EQ(event.code.bytes[8], 0x44);
    EXPECT_EQ(event.code.bytes[9], 0x5c);
    EXPECT_EQ(Frames(event), (Strings{"musb_ulpi_write+0x25", "isp1704_charger_probe+0xa9", "platform_probe+0x3d",
                                      "really_probe+0x81", "sys_finit_module", "ret_fast_syscall+0x1"}));
    EXPECT_EQ(event.trace_entries[1].where.module, "isp1704_charger");
    EXPECT_EQ(DamageList(event), Strings{});
}

// i.MX6UL, wrapped by a mail; linux-bluetooth, "kernel crash in hci_conn_cleanup", 2025; some lines left out.
TEST(ArmNew, Kernel61Wrapped) {
    auto parsed = ParseFile("unit/target/oops/data/arm-6.1-bluetooth-wrapped.log");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kNullDereference);
    EXPECT_EQ(event.fault.address, 0x122u);
    EXPECT_EQ(event.fault.status, 0x817u);
    EXPECT_EQ(event.modules.size(), 23u);
    EXPECT_EQ(event.release, "6.1.153-stable-standard");
    EXPECT_EQ(event.build, "#1");
    EXPECT_EQ(event.workqueue, "hci0 hci_cmd_sync_work [bluetooth]");
    EXPECT_EQ(event.pc.module, "bluetooth");
    ASSERT_EQ(event.register_notes.size(), 4u);
    EXPECT_EQ(event.register_notes[0].start, 0x81b9f800u);
    EXPECT_EQ(event.register_notes[0].offset, 704u);
    EXPECT_EQ(event.register_notes[0].size, 2048u);
    EXPECT_EQ(event.register_notes[3].start, 0x83c01140u);
    EXPECT_EQ(event.register_notes[3].offset, 0u);
    EXPECT_EQ(event.stack.words.size(), 10u);
    EXPECT_EQ(Frames(event), (Strings{"hci_conn_del+0x114", "hci_abort_conn_sync+0x188", "hci_cmd_sync_work",
                                      "process_one_work+0x1c4", "kthread", "ret_from_fork+0x14"}));
    EXPECT_EQ(event.trace_entries[0].where.module, "bluetooth");
}

// Samsung Exynos, linux-samsung-soc, "convert pmu wakeup to stacked domains", 2025-11, its dots included.
TEST(ArmNew, Kernel618) {
    auto parsed = Parse(R"(8<--- cut here ---
Unable to handle kernel paging request at virtual address 00002008 when read
[00002008] *pgd=00000000
Internal error: Oops: 5 [#1] SMP ARM
Modules linked in:
CPU: 0 UID: 0 PID: 1 Comm: swapper/0 Not tainted 6.18.0-rc1-00026-g1b1f04d8271e #16162 PREEMPT
Hardware name: Samsung Exynos (Flattened Device Tree)
PC is at exynos_set_delayed_reset_assertion+0x5c/0xb0
LR is at exynos_set_delayed_reset_assertion+0x80/0xb0
pc : [<c012b9a4>]    lr : [<c012b9c8>]    psr: 80000053
...
Process swapper/0 (pid: 1, stack limit = 0x(ptrval))
Stack: (0xf0825f30 to 0xf0826000)
...
Call trace:
 exynos_set_delayed_reset_assertion from exynos_smp_prepare_cpus+0x10/0x34
 exynos_smp_prepare_cpus from kernel_init_freeable+0x94/0x234
 kernel_init_freeable from kernel_init+0x1c/0x12c
 kernel_init from ret_from_fork+0x14/0x28
Exception stack(0xf0825fb0 to 0xf0825ff8)
...
---[ end trace 0000000000000000 ]---
Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b
---[ end Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b ]---
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kPageFault);
    EXPECT_EQ(event.fault.stated_access, Access::kRead);
    EXPECT_EQ(event.fault.address, 0x2008u);
    EXPECT_EQ(event.pid, 1u);
    EXPECT_EQ(event.release, "6.18.0-rc1-00026-g1b1f04d8271e");
    EXPECT_EQ(event.build, "#16162");
    EXPECT_TRUE(event.stack.words.empty());
    EXPECT_EQ(Frames(event), (Strings{"exynos_smp_prepare_cpus+0x10", "kernel_init_freeable+0x94", "kernel_init+0x1c",
                                      "ret_from_fork+0x14"}));
    EXPECT_EQ(parsed->events[1].kind, EventKind::kPanic);
    EXPECT_EQ(parsed->events[1].line_count, 2u);
    EXPECT_EQ(DamageList(parsed->events[1]), Strings{});
}

// R-Car Gen2 (LPAE), linux-i2c, 2026, its dots included.
TEST(ArmNew, Kernel619Lpae) {
    auto parsed = Parse(R"(    Unable to handle kernel NULL pointer dereference at virtual
address 0000024c when read
    [0000024c] *pgd=80000040004003, *pmd=00000000
    Internal error: Oops: 206 [#1] SMP ARM
    Modules linked in:
    CPU: 1 UID: 0 PID: 1 Comm: swapper/0 Not tainted
6.19.0-rc3-koelsch-04401-g9e22366a23cd #2288 NONE
    Hardware name: Generic R-Car Gen2 (Flattened Device Tree)
    PC is at device_property_read_u32_array+0x0/0x14
    LR is at i2c_parse_timing+0x14/0x30
    [...]
    Call trace:
     device_property_read_u32_array from i2c_parse_timing+0x14/0x30
     i2c_parse_timing from i2c_parse_fw_timings+0x28/0x12c
     i2c_parse_fw_timings from rcar_i2c_probe+0x1cc/0x534
     rcar_i2c_probe from platform_probe+0x58/0x90
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kNullDereference);
    EXPECT_EQ(event.fault.address, 0x24cu);
    EXPECT_EQ(event.fault.stated_access, Access::kRead);
    EXPECT_EQ(event.fault.status, 0x206u);
    EXPECT_EQ(event.release, "6.19.0-rc3-koelsch-04401-g9e22366a23cd");
    EXPECT_EQ(event.build, "#2288");
    EXPECT_TRUE(event.kernel_build_id.empty());
    EXPECT_EQ(event.pc.symbol, "device_property_read_u32_array");
    EXPECT_FALSE(event.pc.address);
    EXPECT_EQ(Frames(event), (Strings{"i2c_parse_timing+0x14", "i2c_parse_fw_timings+0x28", "rcar_i2c_probe+0x1cc",
                                      "platform_probe+0x58"}));
}

// Newer than any text at hand: the words are those of arch/arm/mm/fault.c and kernel/traps.c.
TEST(ArmNew, WordsOfTheSource) {
    auto parsed = Parse(R"(Unable to handle kernel execution of memory at virtual address bf000000 when execute
Internal error: Oops: 8000000f [#1] SMP ARM
---[ end trace 0000000000000000 ]---
Unable to handle kernel paging request at virtual address c0008000 when write
Internal error: Oops: 80d [#2] SMP ARM
---[ end trace 0000000000000000 ]---
Insufficient stack space to handle exception!
Internal error: kernel stack overflow: 0 [#3] SMP ARM
---[ end trace 0000000000000000 ]---
Bad mode in data abort handler detected
Internal error: Oops - bad mode: 0 [#4] SMP ARM
---[ end trace 0000000000000000 ]---
Unhandled prefetch abort: breakpoint debug exception (0x002) at 0x00000000
Internal error: : 2 [#5] SMP ARM
---[ end trace 0000000000000000 ]---
Unhandled fault: page domain fault (0x01b) at 0xbefff000
Internal error: : 1b [#6] SMP ARM
---[ end trace 0000000000000000 ]---
)");
    ASSERT_EQ(parsed->events.size(), 6u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kProtectionFault);
    EXPECT_TRUE(parsed->events[0].fault.prefetch);
    EXPECT_EQ(parsed->events[0].fault.status, 0x8000000fu);
    EXPECT_EQ(parsed->events[0].fault.stated_access, Access::kExecute);
    EXPECT_EQ(parsed->events[1].kind, EventKind::kProtectionFault);
    EXPECT_EQ(parsed->events[1].fault.stated_access, Access::kWrite);
    EXPECT_EQ(parsed->events[1].relation, Relation::kFollowed);
    EXPECT_EQ(parsed->events[2].kind, EventKind::kStackOverflow);
    EXPECT_FALSE(parsed->events[2].fault.status);
    EXPECT_EQ(parsed->events[3].kind, EventKind::kBadMode);
    EXPECT_EQ(parsed->events[4].kind, EventKind::kUnknown);
    EXPECT_TRUE(parsed->events[4].fault.prefetch);
    EXPECT_EQ(parsed->events[4].fault.status, 2u);
    EXPECT_EQ(parsed->events[5].kind, EventKind::kUserAccessFault);
}

}  // namespace
}  // namespace faultbox
