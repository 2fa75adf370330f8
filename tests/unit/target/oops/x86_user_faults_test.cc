// Faults of processes, as x86 kernels log them. A line is real where its source stands above it.

#include <gtest/gtest.h>

#include "parse.h"

namespace faultbox {
namespace {

// In hexadecimal.
std::string NumberOf(const CrashEvent& event, std::string_view key) {
    return FactOf(event, key);
}

// x86_64 cloud host, 3.10.
constexpr const char* kPhp =
    R"([13380335.508864] traps: php-fpm[27016] general protection ip:6abbe9 sp:7ffff953ee30 error:0 in php-fpm[400000+860000]
[13380337.816762] php-fpm[26318]: segfault at 7f223d1df128 ip 000000000067a851 sp 00007ffff953ef20 error 4 in php-fpm[400000+860000]
[13380621.167487] traps: php-fpm[28635] general protection ip:7f223396fc80 sp:7ffff953ec40 error:0 in taeprobe.so[7f2233965000+f000]
[13380621.257921] ------------[ cut here ]------------
[13380621.257986] CPU: 3 PID: 28635 Comm: php-fpm Tainted: GF          O--------------   3.10.0-123.9.3.el7.x86_64 #1
)";

TEST(UserFaults, ThreeOfOneHost) {
    auto parsed = Parse(kPhp);
    ASSERT_EQ(parsed->events.size(), 3u);
    const CrashEvent& trap = parsed->events[0];
    EXPECT_EQ(trap.kind, EventKind::kUserFault);
    EXPECT_EQ(trap.severity, Severity::kWarning);
    EXPECT_EQ(trap.comm, "php-fpm");
    EXPECT_EQ(trap.pid, 27016u);
    EXPECT_EQ(trap.line_count, 1u);
    EXPECT_EQ(FactOf(trap, "user.trap"), "general protection");
    EXPECT_EQ(NumberOf(trap, "user.signal"), "b");
    EXPECT_EQ(NumberOf(trap, "user.ip"), "6abbe9");
    EXPECT_EQ(NumberOf(trap, "user.sp"), "7ffff953ee30");
    EXPECT_EQ(NumberOf(trap, "user.error"), "0");
    EXPECT_EQ(FactOf(trap, "user.module"), "php-fpm");
    EXPECT_EQ(NumberOf(trap, "user.offset"), "2abbe9");
    EXPECT_EQ(FactOf(trap, "user.file_offset"), "absent");
    EXPECT_EQ(FactOf(trap, "user.address"), "absent");
    EXPECT_EQ(trap.arch, Arch::kUnknown);
    const CrashEvent& segfault = parsed->events[1];
    EXPECT_EQ(segfault.pid, 26318u);
    EXPECT_EQ(segfault.arch, Arch::kX86_64);
    EXPECT_EQ(segfault.fault.address, 0x7f223d1df128u);
    EXPECT_EQ(segfault.fault.status, 4u);
    EXPECT_EQ(NumberOf(segfault, "user.address"), "7f223d1df128");
    EXPECT_EQ(NumberOf(segfault, "user.offset"), "27a851");
    EXPECT_EQ(segfault.headline.substr(0, 24), "php-fpm[26318]: segfault");
    EXPECT_EQ(FactOf(parsed->events[2], "user.module"), "taeprobe.so");
    EXPECT_EQ(NumberOf(parsed->events[2], "user.offset"), "ac80");
    // Later lines are not of the process: they tell of a warning.
    EXPECT_TRUE(parsed->events[2].release.empty());
}

// A report on NFS and bpftrace, 6.x: the place in the file, the processor, the code.
TEST(UserFaults, PlaceInFile) {
    auto parsed = Parse(
        R"([  600.436815] bpftrace[2166]: segfault at 50 ip 00007f88766c71e0 sp 00007ffe8c583868 error 4 in libbpf.so.1.4.7[131e0,7f88766c0000+3e000] likely on CPU 0 (core 0, socket 0)
[  600.438981] Code: 74 15 31 c0 48 83 c4 08 31 d2 31 c9 31 f6 31 ff 45 31 c0 45 31 c9 c3 b8 f4 ff ff ff eb e6 66 66 2e 0f 1f 84 00 00 00 00 00 90 <8b> 47 50 03 47 40 31 ff c3 0f 1f 80 00 00 00 00 55 be 78 00 00 00
[  600.500000] CPU: 3 PID: 7 Comm: other Not tainted 6.8.0 #1
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(NumberOf(event, "user.offset"), "71e0");
    EXPECT_EQ(NumberOf(event, "user.file_offset"), "131e0");
    EXPECT_EQ(NumberOf(event, "user.mapping"), "7f88766c0000");
    EXPECT_EQ(NumberOf(event, "user.likely_cpu"), "0");
    EXPECT_EQ(event.code.bytes.size(), 64u);
    EXPECT_EQ(event.code.fault_at, 42);
    EXPECT_EQ(event.line_count, 2u);
    EXPECT_FALSE(event.cpu);
}

// linuxkit/linuxkit issue 488: a call through NULL.
TEST(UserFaults, NullPointerOfCode) {
    auto parsed = Parse(
        "kernel: start-stop-daem[1835]: segfault at 0 ip           (null) sp 00007ffc2c02c8d0 error 14 in "
        "start-stop-daemon[5651e3991000+8000]\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(NumberOf(event, "user.ip"), "0");
    EXPECT_EQ(event.fault.address, 0u);
    EXPECT_EQ(event.fault.status, 0x14u);
    EXPECT_EQ(FactOf(event, "user.module"), "start-stop-daemon");
    EXPECT_EQ(FactOf(event, "user.offset"), "absent");  // Not in that mapping.
}

// linux-stable, 5.15; a travis-ci host; linux-kernel, 5.18.
TEST(UserFaults, FramesAndOpcodes) {
    auto parsed = Parse(
        R"([  255.451755][    T1] init[1] bad frame in rt_sigreturn frame:00007ffeaf881638 ip:7fbde926f700 sp:7ffeaf881bf8 orax:ffffffffffffffff in libc-2.15.so[7fbde9239000+1b3000]
[ 3130.827058] traps: a[15511] trap invalid opcode ip:55db2f26fa9b sp:7fff904b0b80 error:0 in a[55db2f26c000+6000]
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(FactOf(parsed->events[0], "user.trap"), "bad frame");
    EXPECT_EQ(NumberOf(parsed->events[0], "user.ip"), "7fbde926f700");
    EXPECT_EQ(NumberOf(parsed->events[0], "user.offset"), "36700");
    EXPECT_EQ(FactOf(parsed->events[0], "user.error"), "absent");
    EXPECT_EQ(parsed->events[0].pid, 1u);
    EXPECT_EQ(parsed->events[1].comm, "a");
    EXPECT_EQ(FactOf(parsed->events[1], "user.trap"), "invalid opcode");
    EXPECT_EQ(NumberOf(parsed->events[1], "user.signal"), "4");
    EXPECT_EQ(NumberOf(parsed->events[1], "user.offset"), "3a9b");
}

// The form of arch/x86_64/mm/fault.c in 2.6.18, and names with blanks.
TEST(UserFaults, OldFormAndBlanks) {
    auto parsed = Parse(
        "mplayer[3123]: segfault at 0000000000000010 rip 00002b1d1c6d5e0b rsp 00007fff5b2a1d40 error 4\n"
        "Web Content[812]: segfault at 8 ip 08048436 sp bffff6c0 error 6\n");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(NumberOf(parsed->events[0], "user.ip"), "2b1d1c6d5e0b");
    EXPECT_EQ(NumberOf(parsed->events[0], "user.sp"), "7fff5b2a1d40");
    EXPECT_EQ(FactOf(parsed->events[0], "user.module"), "absent");
    EXPECT_EQ(parsed->events[1].comm, "Web Content");
    EXPECT_EQ(parsed->events[1].arch, Arch::kI386);
    EXPECT_EQ(parsed->events[1].fault.status, 6u);
}

TEST(UserFaults, NoFault) {
    for (const char* text : {
             "foo[12]: segfault at nowhere\n",
             "foo[]: segfault at 0 ip 00000000 sp 00000000 error 4\n",
             "[12]: segfault at 0 ip 00000000 sp 00000000 error 4\n",
             "sshd[812]: general protection of data\n",
             "a name of a process that is far too long to be a name of one[12]: segfault at 0 ip 00000000 sp "
             "00000000\n",
         }) {
        EXPECT_EQ(Parse(text)->events.size(), 0u) << text;
    }
}

}  // namespace
}  // namespace faultbox
