// Faults of user processes, as ARM's and arm64's kernels report them.

#include <gtest/gtest.h>

#include "arch/arm/registers.h"
#include "parse.h"

namespace faultbox {
namespace {

// linux-erofs, i.MX6, 2024.
TEST(UserFault, Arm) {
    auto parsed = Parse(R"([    5.896446] 8<--- cut here ---
[    5.899614] init: unhandled page fault (11) at 0x000008ec, code 0x005
[    5.906214] [000008ec] *pgd=00000000
[    5.909925] CPU: 0 UID: 0 PID: 1 Comm: init Not tainted 6.12.6-00006-gfa286c4fa82b-dirty #96
[    5.918604] Hardware name: Freescale i.MX6 Quad/DualLite (Device Tree)
[    5.925351] PC is at 0x76ef6bbe
[    5.928698] LR is at 0x76efb619
[    5.931988] pc : [<76ef6bbe>]    lr : [<76efb619>]    psr: 200f0030
[    5.938500] sp : 7ee73b48  ip : ffffffff  fp : 004e0034
[    5.943908] r10: 00000009  r9 : 76efb5cd  r8 : 004e0034
[    5.949332] r7 : 7ee73b58  r6 : 00000000  r5 : 7ee73bb8  r4 : 76f08fd0
[    5.955952] r3 : 00000000  r2 : 7ee73d7c  r1 : 00000009  r0 : 00000000
[    5.962739] Flags: nzCv  IRQs on  FIQs on  Mode USER_32  ISA Thumb  Segment user
[    5.970282] Control: 50c5387d  Table: 1612c04a  DAC: 00000055
[    5.976193] Call trace:
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kUserFault);
    EXPECT_EQ(event.severity, Severity::kWarning);
    EXPECT_EQ(event.arch, Arch::kArm);
    EXPECT_EQ(event.comm, "init");
    EXPECT_EQ(event.pid, 1u);
    EXPECT_EQ(event.release, "6.12.6-00006-gfa286c4fa82b-dirty");
    EXPECT_EQ(event.fault.address, 0x8ecu);
    EXPECT_EQ(event.fault.status, 5u);
    EXPECT_EQ(event.registers.count(), 20);
    EXPECT_EQ(FactOf(event, "user.process"), "init");
    EXPECT_EQ(FactOf(event, "user.signal"), "b");
    EXPECT_EQ(FactOf(event, "user.address"), "8ec");
    EXPECT_EQ(FactOf(event, "user.error"), "5");
    EXPECT_EQ(FactOf(event, "user.ip"), "76ef6bbe");
    EXPECT_EQ(FactOf(event, "user.sp"), "7ee73b48");
    EXPECT_EQ(FactOf(event, "user.module"), "absent");
    EXPECT_EQ(DamageList(event), std::vector<std::string>{});
}

// Amlogic board, 4.19.
TEST(UserFault, Arm64Exception) {
    auto parsed = Parse(
        R"([  119.156884] detect_demo[2510]: unhandled exception: DABT (lower EL), ESR 0x92000046, level 2 translation fault in libnn_detect.so[7fbd4f0000+6000]
[  119.157935] CPU: 1 PID: 2510 Comm: detect_demo Tainted: G           O      4.19.81-01273-g6a022a5b259f2-dirty #1
[  119.159194] Hardware name: Amlogic Meson C2-C305X-AF400 (DT)
[  119.160380] pstate: 80001000 (Nzcv daif -PAN -UAO)
[  119.160530] pc : 0000007fbd4f2d2c
[  119.160960] lr : 0000007fbd4f2a4c
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kUserFault);
    EXPECT_EQ(event.arch, Arch::kArm64);
    EXPECT_EQ(event.pid, 2510u);
    EXPECT_EQ(event.fault.status, 0x92000046u);
    EXPECT_FALSE(event.fault.address);
    EXPECT_EQ(event.pc.address, 0x7fbd4f2d2cu);
    EXPECT_EQ(FactOf(event, "fault_name"), "level 2 translation fault");
    EXPECT_EQ(FactOf(event, "user.module"), "libnn_detect.so");
    EXPECT_EQ(FactOf(event, "user.offset"), "2d2c");
    EXPECT_EQ(FactOf(event, "user.ip"), "7fbd4f2d2c");
    EXPECT_EQ(FactOf(event, "user.signal"), "absent");
    EXPECT_EQ(DamageList(event), std::vector<std::string>{});
}

TEST(UserFault, Arm64WithoutSyndromeOrModule) {
    auto parsed = Parse(
        "[   41.112233] wrt-ubsan-probe[1234]: unhandled exception: User debug trap in "
        "wrt-ubsan-probe[aaaab4560000+1000]\n"
        "linphonec[421]: unhandled level 2 translation fault (11) at 0x00000000, esr 0x92000006\n");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_FALSE(parsed->events[0].fault.status);
    EXPECT_EQ(FactOf(parsed->events[0], "fault_name"), "User debug trap");
    EXPECT_EQ(FactOf(parsed->events[0], "user.module"), "wrt-ubsan-probe");
    EXPECT_EQ(FactOf(parsed->events[1], "user.module"), "absent");
    EXPECT_EQ(FactOf(parsed->events[1], "user.address"), "0");
}

TEST(UserFault, PlaceInTheFile) {
    auto parsed = Parse(
        "app[77]: unhandled exception: DABT (lower EL), ESR 0x0000000092000006, level 2 translation fault in "
        "libfoo.so[2e7c0,ffff9c1e0000+5000]\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(FactOf(parsed->events[0], "user.offset"), "2e7c0");
    EXPECT_EQ(FactOf(parsed->events[0], "user.module_base"), "ffff9c1e0000");
}

TEST(UserFault, LinesThatAreNone) {
    for (const char* text : {"irq 16: unhandled event", "mmc0: unhandled interrupt (3) status",
                             ": unhandled exception: none", "foo: unhandled level (x) at 0x0",
                             "a name that is far too long for any task of Linux: unhandled exception: x"}) {
        EXPECT_TRUE(Parse(text)->events.empty()) << text;
    }
}

}  // namespace
}  // namespace faultbox
