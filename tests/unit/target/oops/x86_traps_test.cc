// The line that x86 dies with, in all its names (arch/x86/kernel/traps.c, cet.c, mm/fault.c).

#include <gtest/gtest.h>

#include "arch/x86/registers.h"
#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

struct TrapCase {
    const char* line;
    EventKind kind;
    const char* trap;
    const char* error_code;
};

class X86Trap : public testing::TestWithParam<TrapCase> {};

TEST_P(X86Trap, DieLine) {
    auto parsed = Parse(std::string("[    1.000000] ") + GetParam().line + "\nRIP: 0010:fn+0x1/0x2\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, GetParam().kind);
    EXPECT_EQ(event.severity, Severity::kFatal);
    EXPECT_EQ(event.headline, GetParam().line);
    EXPECT_EQ(FactOf(event, "trap"), GetParam().trap);
    EXPECT_EQ(FactOf(event, "error_code"), GetParam().error_code);
    EXPECT_EQ(event.die_count, 1u);
    EXPECT_FALSE(event.fault.status);
}

using enum EventKind;
INSTANTIATE_TEST_SUITE_P(
    All, X86Trap,
    testing::Values(
        TrapCase{"divide error: 0000 [#1] SMP", kDivideError, "divide error", "0"},
        TrapCase{"Oops: divide error: 0000 [#1] SMP NOPTI", kDivideError, "divide error", "0"},
        TrapCase{"invalid opcode: 0000 [#1] PREEMPT SMP", kUndefinedInstruction, "invalid opcode", "0"},
        TrapCase{"general protection fault: 3fa8 [#1] SMP", kProtectionFault, "general protection fault", "3fa8"},
        TrapCase{"stack segment: 0000 [#1] SMP", kProtectionFault, "stack segment", "0"},
        TrapCase{"segment not present: 00a0 [#1]", kProtectionFault, "segment not present", "a0"},
        TrapCase{"invalid TSS: 0000 [#1]", kProtectionFault, "invalid TSS", "0"},
        TrapCase{"alignment check: 0000 [#1] SMP", kAlignmentFault, "alignment check", "0"},
        TrapCase{"double fault: 0000 [#1] SMP PTI", kDoubleFault, "double fault", "0"},
        TrapCase{"Oops: stack guard page: 0000 [#1] SMP NOPTI", kStackOverflow, "stack guard page", "0"},
        TrapCase{"kernel stack overflow (page fault): 0000 [#1] SMP", kStackOverflow, "kernel stack overflow", "0"},
        TrapCase{"control protection fault: 0003 [#1] PREEMPT SMP", kCfiFailure, "control protection fault", "3"},
        TrapCase{"int3: 0000 [#1] SMP", kUnknown, "int3", "0"},
        TrapCase{"bounds: 0000 [#1] SMP", kUnknown, "bounds", "0"},
        TrapCase{"simd exception: 0000 [#1] SMP", kUnknown, "simd exception", "0"},
        TrapCase{"Oops: some new trap: 0000 [#1] SMP", kUnknown, "some new trap", "0"}));

TEST(X86Traps, AddressThatTheKernelWorkedOut) {
    auto parsed = Parse("Oops: general protection fault, maybe for address 0xffffc900001d3b08: 0000 [#1] SMP\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].fault.address, 0xffffc900001d3b08u);
    EXPECT_EQ(FactOf(parsed->events[0], "address_guess"), "maybe");
    EXPECT_EQ(parsed->events[0].kind, kProtectionFault);
}

// Words of other CPUs, of user space and of no crash.
TEST(X86Traps, NoDieLine) {
    for (const char* text : {
             "Oops: Kernel access of bad area, sig: 11 [#1]\n",  // PowerPC
             "Oops: 0004 ilc:3 [#1] SMP\n",                      // s390
             "Oops: it was wrong [1]\n",
             "debug: 1234\n",
             "divide error: none [#1]\n",
             "overflow: 0000\n",
         }) {
        EXPECT_EQ(Parse(text)->events.size(), 0u) << text;
    }
}

// vnik5287/kernel_rop issue 1: the page of the process was there, the processor forbade the kernel to read it.
TEST(X86Traps, AccessToUserMemory) {
    auto parsed = Parse(R"([  478.990333] BUG: unable to handle kernel paging request at 00007fffe3542f90
[  478.990338] IP: device_ioctl+0x2d/0x82 [drv]
[  478.990339] PGD 8000000232ede067 P4D 8000000232ede067 PUD 232d60067 PMD 232f7c067 PTE 8000000203f12867
[  478.990342] Oops: 0001 [#1] SMP PTI
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, kUserAccessFault);
    EXPECT_EQ(event.fault.status, 1u);
    EXPECT_EQ(event.pc.module, "drv");
    ASSERT_EQ(event.fault.page_table.size(), 5u);
    EXPECT_EQ(event.fault.page_table[4].level, "pte");
}

// datto/dattobd issue 88, a 32-bit Xen guest: a write to a page that is read-only.
TEST(X86Traps, WriteToReadOnlyPage) {
    auto parsed = Parse(R"([  890.942226] BUG: unable to handle kernel paging request at c1487194
[  890.942237] IP: [<ee2b2228>] agent_init+0x228/0x1000 [dattobd]
[  890.942245] *pdpt = 000000000854a027 *pde = 0000000003e91067 *pte = 8000000001487061 
[  890.942252] Oops: 0003 [#1] SMP 
[  890.942282] CPU: 1 PID: 19453 Comm: insmod Tainted: G           O  3.16.0-4-686-pae #1 Debian 3.16.39-1+deb8u1
[  890.942295] EIP: 0061:[<ee2b2228>] EFLAGS: 00010282 CPU: 1
[  890.942301] EIP is at agent_init+0x228/0x1000 [dattobd]
[  890.942319] CR0: 8004003b CR2: c1487194 CR3: 08546000 CR4: 00002660
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, kProtectionFault);
    EXPECT_EQ(event.arch, Arch::kI386);
    EXPECT_EQ(event.registers.Get(i386::kCs), 0x61u);
    EXPECT_EQ(event.registers.Get(i386::kCr0), 0x8004003bu);
    ASSERT_EQ(event.fault.page_table.size(), 3u);
    EXPECT_EQ(event.fault.page_table[2].level, "pte");
    EXPECT_EQ(event.fault.page_table[2].value, 0x8000000001487061u);
    EXPECT_EQ(DamageList(event), Strings{"ends 8"});
}

// Where two places differ, both are kept. The text is that of openzfs/zfs issue 393 with one symbol changed.
TEST(X86Traps, PlacesThatDiffer) {
    auto parsed = Parse(R"([ 1894.537926] BUG: unable to handle kernel NULL pointer dereference at           (null)
[ 1894.537984] IP: [<ffffffff810eb633>] balance_pgdat+0x2d3/0x574
[ 1894.538067] Oops: 0002 [#1] SMP 
[ 1894.538828] RIP: 0010:[<ffffffff810eb634>]  [<ffffffff810eb634>] balance_pgdot+0x2d3/0x574
---[ end trace 0000000000000001 ]---
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].pc.symbol, "balance_pgdat");
    EXPECT_EQ(DamageList(parsed->events[0]), (Strings{"discrepancy 4 balance_pgdot balance_pgdat",
                                                      "discrepancy 4 ffffffff810eb634 ffffffff810eb633"}));
}

}  // namespace
}  // namespace faultbox
