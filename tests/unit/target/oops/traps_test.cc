// Traps that stop nothing, and alignment faults. Text of the lab: 6.1 on 32-bit ARM, Debian's 6.1 on arm64.
#include <gtest/gtest.h>

#include "arch/arm/registers.h"
#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

TEST(Traps, DivisionByZeroGoesOn) {
    auto parsed = Parse(R"([    4.291051] Division by zero in kernel.
[    4.299495] CPU: 0 PID: 53 Comm: mediaserver Tainted: G           O       6.1.192-faultbox-lab #1
[    4.299700] Hardware name: Generic DT based system
[    4.300581]  unwind_backtrace from show_stack+0x10/0x14
[    4.301088]  show_stack from dump_stack_lvl+0x40/0x4c
[    4.321741]  dump_stack_lvl from Ldiv0+0x8/0x10
[    4.321953]  Ldiv0 from telemetry_mean+0x10/0x14 [headunit]
[    4.323044]  ksys_write from ret_fast_syscall+0x0/0x4c
[    4.324441] 8<--- cut here ---
[    4.324568] Unable to handle kernel NULL pointer dereference at virtual address 00000000
[    4.333955] Internal error: Oops: 205 [#1] PREEMPT SMP ARM
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kDivideError);
    EXPECT_EQ(event.severity, Severity::kError);
    EXPECT_EQ(event.arch, Arch::kArm);
    EXPECT_EQ(event.comm, "mediaserver");
    EXPECT_EQ(event.pid, 53u);
    EXPECT_EQ(Frames(event), (Strings{"unwind_backtrace", "show_stack+0x10", "dump_stack_lvl+0x40", "Ldiv0+0x8",
                                      "telemetry_mean+0x10", "ksys_write", "ret_fast_syscall+0x0"}));
    EXPECT_EQ(parsed->events[1].kind, EventKind::kNullDereference);
    EXPECT_EQ(parsed->events[1].relation, Relation::kRoot);
}

TEST(Traps, FatalSignal) {
    auto parsed = Parse(R"([    4.243012] potentially unexpected fatal signal 11.
[    4.342313] CPU: 0 PID: 53 Comm: mediaserver Tainted: G           O       6.1.192-faultbox-lab #1
[    4.354072] Hardware name: Generic DT based system
[    4.354318] PC is at 0xb6f3d1b6
[    4.354648] LR is at 0xb6f3d1ad
[    4.354729] pc : [<b6f3d1b6>]    lr : [<b6f3d1ad>]    psr: 00000030
[    4.354900] sp : be9a4ec8  ip : 00000000  fp : 00000000
[    4.355580] Flags: nzcv  IRQs on  FIQs on  Mode USER_32  ISA Thumb  Segment user
Segmentation fault
[    4.638067] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kUserFault);
    EXPECT_EQ(event.severity, Severity::kWarning);
    EXPECT_EQ(event.comm, "mediaserver");
    EXPECT_EQ(FactOf(event, "user.signal"), "b");
    EXPECT_EQ(FactOf(event, "user.ip"), "b6f3d1b6");
    EXPECT_EQ(FactOf(event, "user.sp"), "be9a4ec8");
    EXPECT_EQ(event.registers.Get(arm::kPsr), 0x30u);
    EXPECT_EQ(DamageList(event), Strings());
    EXPECT_EQ(parsed->events[1].kind, EventKind::kPanic);
    EXPECT_EQ(parsed->events[1].relation, Relation::kRoot);
}

constexpr std::string_view kAlignment =
    R"([    3.991120] Alignment trap: not handling instruction e1930f9f at [<bf0079dc>]
[    3.993593] 8<--- cut here ---
[    3.993785] Unhandled fault: alignment exception (0x221) at 0xc0f6f641
[    3.999541] [c0f6f641] *pgd=80000040007003, *pmd=40000040e0071d(bad)
)";

TEST(Traps, AlignmentTrapNamesTheInstruction) {
    auto parsed = Parse(std::string(kAlignment) + R"([    4.000310] Internal error: : 221 [#1] PREEMPT SMP ARM
[    4.000897] CPU: 0 PID: 53 Comm: mediaserver Tainted: G           O       6.1.192-faultbox-lab #1
[    4.001502] PC is at telemetry_sequence+0x8/0xc [headunit]
[    4.002176] pc : [<bf0079e0>]    lr : [<bf007b50>]    psr: a0000013
[    4.029129] Code: e5900008 e12fff1e e2803001 e1930f9f (e12fff1e) 
[    4.043572] ---[ end trace 0000000000000000 ]---
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kAlignmentFault);
    EXPECT_EQ(event.severity, Severity::kFatal);
    EXPECT_EQ(event.headline, "Unhandled fault: alignment exception (0x221) at 0xc0f6f641");
    EXPECT_EQ(event.first_line, 1u);
    EXPECT_EQ(event.die_count, 1u);
    EXPECT_EQ(FactOf(event, "instruction"), "e1930f9f");
    EXPECT_EQ(FactOf(event, "instruction_address"), "bf0079dc");
    EXPECT_EQ(event.fault.address, 0xc0f6f641u);
    EXPECT_EQ(event.fault.status, 0x221u);
    EXPECT_EQ(event.registers.Get(arm::kPc), 0xbf0079e0u);
    EXPECT_EQ(DamageList(event), Strings());
}

// A process: it is sent a signal, and the kernel goes on to other things.
TEST(Traps, AlignmentTrapOfAProcessIsNoCrash) {
    auto parsed = Parse(std::string(kAlignment) + "[    5.000000] Kernel panic - not syncing: sysrq triggered crash\n");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kUserFault);
    EXPECT_EQ(parsed->events[0].severity, Severity::kWarning);
}

TEST(Traps, AlignmentFaultOfArm64) {
    auto parsed = Parse(R"([    4.104106] Unable to handle kernel paging request at virtual address ffff3499439cfb01
[    4.116524] Mem abort info:
[    4.116672]   ESR = 0x0000000096000021
[    4.116792]   EC = 0x25: DABT (current EL), IL = 32 bits
[    4.117100]   FSC = 0x21: alignment fault
[    4.118225] Internal error: Oops: 0000000096000021 [#1] SMP
[    4.126351] pc : telemetry_sequence+0x10/0x20 [headunit]
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kAlignmentFault);
    EXPECT_EQ(parsed->events[0].fault.status, 0x96000021u);
}

}  // namespace
}  // namespace faultbox
