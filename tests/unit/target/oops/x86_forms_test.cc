// Forms of single lines that the crashes in the other tests do not have.

#include <gtest/gtest.h>

#include "arch/x86/registers.h"
#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

// From "2.6.18-rc4-mm1", linux-kernel, 2006-08: wrapped by the mail.
TEST(X86Forms, WrappedByMail) {
    auto parsed = Parse(R"(Aug 16 13:20:30 hh kernel: BUG: unable to handle kernel NULL pointer 
dereference at virtual address 00000000
Aug 16 13:20:30 hh kernel:  printing eip:
Aug 16 13:20:30 hh kernel: c0468863
Aug 16 13:20:30 hh kernel: *pde = 00000000
Aug 16 13:20:30 hh kernel: Oops: 0002 [#1]
Aug 16 13:20:30 hh kernel: 4K_STACKS
Aug 16 13:20:30 hh kernel: last sysfs file: 
/devices/platform/i2c-9191/9191-0290/in0_input
Aug 16 13:20:30 hh kernel: CPU:    0
Aug 16 13:20:30 hh kernel: EIP:    0060:[<c0468863>]    Not tainted VLI
Aug 16 13:20:30 hh kernel: EFLAGS: 00010002   (2.6.18-rc4-mm1 #7)
Aug 16 13:20:30 hh kernel: EIP is at __down+0x5c/0xed
Aug 16 13:20:30 hh kernel: eax: 00000000   ebx: d462e7e4   ecx: 
c14e7e40   edx: dde06f0c
Aug 16 13:20:30 hh kernel: esi: 00000286   edi: c3365550   ebp: 
d462e7ec   esp: dde06efc
Aug 16 13:20:30 hh kernel: ds: 007b   es: 007b   ss: 0068
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kNullDereference);
    EXPECT_EQ(event.fault.address, 0u);
    EXPECT_EQ(event.fault.status, 2u);
    EXPECT_EQ(event.release, "2.6.18-rc4-mm1");
    EXPECT_EQ(event.build, "#7");
    EXPECT_EQ(event.registers.count(), 14);
    EXPECT_EQ(event.registers.Get(i386::kEcx), 0xc14e7e40u);
    EXPECT_EQ(event.registers.Get(i386::kEdx), 0xdde06f0cu);
    EXPECT_EQ(event.registers.Get(i386::kEsp), 0xdde06efcu);
    EXPECT_EQ(event.pc.symbol, "__down");
    EXPECT_EQ(event.pc.address, 0xc0468863u);
    EXPECT_EQ(DamageList(event),
              (Strings{"wrapped 2 dereference at virtual address 00000000", "wrapped 15 c14e7e40   edx: dde06f0c",
                       "wrapped 17 d462e7ec   esp: dde06efc", "ends 18"}));
}

// The trailer of 4.10 to 4.17 (oops_end, arch/x86/kernel/dumpstack.c), with the symbols of a crash above.
TEST(X86Forms, TrailerOnOneLine) {
    auto wide = Parse(R"(Oops: 0000 [#1] SMP
RIP: 0010:rb_next+0x1/0x50
Call Trace:
 schedule+0x29/0x70
RIP: rb_next+0x1/0x50 RSP: ffff8803bd39bc28
CR2: 0000000000000010
)");
    ASSERT_EQ(wide->events.size(), 1u);
    const CrashEvent& event = wide->events[0];
    EXPECT_EQ(event.kind, EventKind::kPageFault);
    EXPECT_EQ(event.registers.Get(x86_64::kRsp), 0xffff8803bd39bc28u);
    EXPECT_EQ(event.fault.address, 0x10u);
    EXPECT_EQ(Frames(event), Strings{"schedule+0x29"});
    auto narrow = Parse(R"(Oops: 0000 [#1] SMP
EIP: __down+0x5c/0xed
Call Trace:
 schedule+0x29/0x70
EIP: __down+0x5c/0xed SS:ESP: 0068:dde06efc
CR2: 0000000000000010
)");
    ASSERT_EQ(narrow->events.size(), 1u);
    EXPECT_EQ(narrow->events[0].arch, Arch::kI386);
    EXPECT_EQ(narrow->events[0].registers.Get(i386::kEsp), 0xdde06efcu);
    EXPECT_EQ(narrow->events[0].registers.Get(i386::kSs), 0x68u);
    EXPECT_EQ(Frames(narrow->events[0]), Strings{"schedule+0x29"});
}

// A call through NULL as 3.x and 6.x print it; the code below belongs to the process.
TEST(X86Forms, CallThroughNull) {
    auto old = Parse(R"(BUG: unable to handle kernel NULL pointer dereference at           (null)
IP: [<          (null)>]           (null)
Oops: 0010 [#1] SMP
RIP: 0010:[<0000000000000000>]  [<          (null)>]           (null)
RSP: 0018:ffff8803bd39bc28  EFLAGS: 00010046
Call Trace: [<ffffffff81609782>] __schedule+0x122/0x7b0
Code:  Bad RIP value.
)");
    ASSERT_EQ(old->events.size(), 1u);
    EXPECT_EQ(old->events[0].fault.address, 0u);
    EXPECT_EQ(old->events[0].pc.address, 0u);
    EXPECT_EQ(old->events[0].registers.Get(x86_64::kRip), 0u);
    EXPECT_TRUE(old->events[0].code.bytes.empty());
    EXPECT_EQ(Frames(old->events[0]), Strings{"__schedule+0x122"});
    auto recent = Parse(R"(BUG: kernel NULL pointer dereference, address: 0000000000000000
#PF: supervisor instruction fetch in kernel mode
#PF: error_code(0x0010) - not-present page
Oops: Oops: 0010 [#1] PREEMPT SMP NOPTI
RIP: 0010:0x0
Code: Unable to access opcode bytes at 0xffffffffffffffd6.
RSP: 0018:ffffb880af8db778 EFLAGS: 00010207
Call Trace:
 <TASK>
 entry_SYSCALL_64_after_hwframe+0x44/0xae
RIP: 0033:0x7f061377e719
Code: ff ff c3 66 2e 0f 1f 84 00 00 00 00 00 <48> 3d 01 f0 ff ff
RSP: 002b:00007f061457d038 EFLAGS: 00000246 ORIG_RAX: 0000000000000002
)");
    ASSERT_EQ(recent->events.size(), 1u);
    const CrashEvent& event = recent->events[0];
    EXPECT_EQ(event.registers.Get(x86_64::kRip), 0u);
    EXPECT_EQ(event.registers.Get(x86_64::kRsp), 0xffffb880af8db778u);
    EXPECT_FALSE(event.registers.Has(x86_64::kOrigRax));
    EXPECT_TRUE(event.code.bytes.empty());
    EXPECT_TRUE(event.fault.prefetch);
}

// syzbot, 2025: a log that scripts/decode_stacktrace.sh has been over.
TEST(X86Forms, DecodedPlaces) {
    auto parsed = Parse(R"(Oops: Oops: 0000 [#1] SMP PTI
RIP: 0010:msix_prepare_msi_desc drivers/pci/msi/msi.c:615 [inline]
RIP: 0010:msix_capability_init+0x3f7/0x8c0 drivers/pci/msi/msi.c:743
RSP: 0000:ffffc900000174a8 EFLAGS: 00010246
Call Trace:
 <TASK>
 do_sys_open fs/open.c:1430 [inline]
 __x64_sys_open+0x225/0x270 fs/open.c:1434
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.pc.symbol, "msix_capability_init");
    EXPECT_EQ(event.pc.offset, 0x3f7u);
    EXPECT_EQ(Frames(event), Strings{"__x64_sys_open+0x225"});
    EXPECT_EQ(DamageList(event), Strings{"ends 8"});
}

// One digit of a register is missing, another has one too many: neither has a value.
TEST(X86Forms, DigitsOfRegisters) {
    auto parsed = Parse(R"(Oops: 0000 [#1] SMP
RAX: 000000000000000 RBX: 00000000000000000 RCX: 0000000000000001
CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033
---[ end trace 0000000000000001 ]---
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_FALSE(event.registers.Has(x86_64::kRax));
    EXPECT_FALSE(event.registers.Has(x86_64::kRbx));
    EXPECT_EQ(event.registers.Get(x86_64::kRcx), 1u);
    EXPECT_EQ(event.registers.Get(x86_64::kCs), 0x10u);
    EXPECT_EQ(DamageList(event), (Strings{"missing-digits 2 000000000000000", "extra-digits 2 00000000000000000"}));
}

// The value of CR2 is on the next line and is not the announced address.
TEST(X86Forms, WrappedFaultAddress) {
    auto parsed = Parse(R"([  832.572028] BUG: kernel NULL pointer dereference, address: 0000000000000034
[  832.572028] Oops: 0002 [#1] SMP
[  832.572028] CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033 CR2:
0000000000000030 CR3: 0000000207ad8000
---[ end trace 0000000000000001 ]---
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].fault.address, 0x34u);
    EXPECT_EQ(parsed->events[0].registers.Get(x86_64::kCr3), 0x207ad8000u);
    EXPECT_EQ(DamageList(parsed->events[0]), (Strings{"wrapped 4 0000000000000030 CR3: 0000000207ad8000",
                                                      "discrepancy 3 0000000000000030 0000000000000034"}));
}

// A ramoops record may begin at any line of an oops. "DS:" begins a line of 32-bit kernels, "CS:" of 64-bit ones.
TEST(X86Forms, BeginsInside) {
    auto narrow = Parse(" DS: 007b ES: 007b FS: 00d8 GS: 00e0 SS: 0068\nCR0: 8005003b CR2: 00000008 CR3: 01a62000\n");
    ASSERT_EQ(narrow->events.size(), 1u);
    EXPECT_EQ(narrow->events[0].arch, Arch::kI386);
    EXPECT_EQ(narrow->events[0].registers.count(), 8);
    EXPECT_FALSE(narrow->events[0].fault.address);  // Nothing says that it was a page fault.
    auto wide = Parse("CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033\n");
    ASSERT_EQ(wide->events.size(), 1u);
    EXPECT_EQ(wide->events[0].arch, Arch::kX86_64);
    EXPECT_EQ(wide->events[0].registers.Get(x86_64::kCr0), 0x80050033u);
    EXPECT_EQ(wide->events[0].kind, EventKind::kUnknown);
    EXPECT_EQ(Parse("ES: many\nDS: 1\nR16: 0000000000000000\nIP: routing cache\n")->events.size(), 0u);
}

}  // namespace
}  // namespace faultbox
