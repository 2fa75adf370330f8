// A report between the line that announces a crash and that of die(). Text of the lab's 6.1 on 32-bit ARM: an interrupt
// comes in while the fault is announced. Other texts are parted from it line by line.
#include <gtest/gtest.h>

#include <format>

#include "arch/arm/registers.h"
#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

constexpr std::string_view kHead = R"([    3.787849][    C1] 8<--- cut here ---
[    3.787995][    C1] Unable to handle kernel NULL pointer dereference at virtual address 0000001c
[    3.788026][    C1] [0000001c] *pgd=00000000
)";
constexpr std::string_view kWarning = R"([    3.806290][    C1] ------------[ cut here ]------------
[    3.807394][    C1] WARNING: CPU: 1 PID: 56 at kernel/irq/irqdesc.c:649 handle_irq_desc+0x41/0x54
[    3.813845][    C1] Modules linked in: headunit(O) mediacodec(O)
[    3.814184][    C1] CPU: 1 PID: 56 Comm: mediaserver Tainted: G        W  O       6.1.192-faultbox-lab #1  275fddc4f4e0c5397cd1faedffb30b3d65dedcb4
[    3.814605][    C1] Hardware name: Generic DT based system
[    3.814808][    C1]  unwind_backtrace from show_stack+0xb/0xc
[    3.815074][    C1]  show_stack from dump_stack_lvl+0x2b/0x34
[    3.815272][    C1]  dump_stack_lvl from __warn+0x5d/0x92
[    3.815500][    C1]  __warn from warn_slowpath_fmt+0x115/0x118
[    3.815715][    C1]  warn_slowpath_fmt from handle_irq_desc+0x41/0x54
[    3.815989][    C1]  handle_irq_desc from gic_handle_irq+0x5d/0x70
[    3.821728][    C1] ---[ end trace 0000000000000000 ]---
)";
constexpr std::string_view kBody = R"([    3.822512][    C1] Internal error: Oops: 5 [#1] PREEMPT SMP THUMB2
[    3.822606][    C1] Modules linked in:
[    3.822624][   T56]  headunit(O) mediacodec(O)
[    3.823147][    C1] 
[    3.823195][    C1] CPU: 1 PID: 56 Comm: mediaserver Tainted: G        W  O       6.1.192-faultbox-lab #1  275fddc4f4e0c5397cd1faedffb30b3d65dedcb4
[    3.823229][    C1] PC is at nav_count_legs+0x0/0x4 [headunit]
[    3.823294][    C1] LR is at headunit_write+0x55/0x80 [headunit]
[    3.823337][    C1] pc : [<bf807728>]    lr : [<bf807055>]    psr: 40000033
[    3.823355][    C1] sp : d0a2ded8  ip : 00000000  fp : 00000000
[    3.824677][    C1]  nav_count_legs [headunit] from headunit_write+0x55/0x80 [headunit]
[    3.824748][    C1]  headunit_write [headunit] from vfs_write+0x7d/0x258
[    3.825039][    C1] Code: 6803 7818 4770 bf00 (69c0) 4770 
[    3.851881][    C1] ---[ end trace 0000000000000000 ]---
)";
constexpr std::string_view kPanic = R"([    3.906940][   T56] Kernel panic - not syncing: Fatal exception in interrupt
)";

std::string Join(std::initializer_list<std::string_view> parts) {
    std::string text;
    for (std::string_view part : parts) text += part;
    return text;
}

// The same as kernels without CONFIG_PRINTK_CALLER print it.
std::string WithoutCallers(std::string text) {
    for (size_t at = 0; (at = text.find("][", at)) != std::string::npos;) {
        text.erase(at + 1, text.find(']', at + 1) - at);
    }
    return text;
}

Strings KindsOf(const Parsed& parsed) {
    Strings kinds;
    for (const CrashEvent& event : parsed.events) {
        kinds.push_back(std::format("{} {}", event.first_line, KindName(event.kind)));
    }
    return kinds;
}

void ExpectWhole(const CrashEvent& crash) {
    EXPECT_EQ(crash.kind, EventKind::kNullDereference);
    EXPECT_EQ(crash.headline, "Unable to handle kernel NULL pointer dereference at virtual address 0000001c");
    EXPECT_EQ(crash.fault.address, 0x1cu);
    EXPECT_EQ(crash.fault.status, 5u);
    EXPECT_EQ(crash.die_count, 1u);
    EXPECT_EQ(crash.pc.symbol, "nav_count_legs");
    EXPECT_EQ(crash.registers.Get(arm::kSp), 0xd0a2ded8u);
    EXPECT_EQ(Frames(crash), (Strings{"headunit_write+0x55", "vfs_write+0x7d"}));
    EXPECT_EQ(crash.code.bytes.size(), 12u);
    EXPECT_EQ(DamageList(crash), Strings{});
}

void ExpectWarning(const CrashEvent& warning) {
    EXPECT_EQ(warning.source_location.file, "kernel/irq/irqdesc.c");
    EXPECT_EQ(warning.pc.symbol, "handle_irq_desc");
    EXPECT_EQ(Frames(warning), (Strings{"unwind_backtrace", "show_stack+0xb", "dump_stack_lvl+0x2b", "__warn+0x5d",
                                        "warn_slowpath_fmt+0x115", "handle_irq_desc+0x41", "gic_handle_irq+0x5d"}));
    EXPECT_TRUE(warning.registers.empty());
    EXPECT_EQ(DamageList(warning), Strings{});
}

TEST(NestedReport, IsReadBehindTheCrash) {
    std::string text = Join({kHead, kWarning, kBody, kPanic});
    for (const std::string& variant : {text, WithoutCallers(text)}) {
        auto parsed = Parse(variant);
        ASSERT_EQ(KindsOf(*parsed), (Strings{"2 null-dereference", "5 warning", "29 panic"})) << variant;
        ExpectWhole(parsed->events[0]);
        EXPECT_EQ(parsed->events[0].line_count, 27u);
        ExpectWarning(parsed->events[1]);
        EXPECT_EQ(parsed->events[1].line_count, 11u);
        EXPECT_EQ(parsed->events[1].relation_to, 0u);
        EXPECT_EQ(parsed->events[2].relation_to, 0u);
        EXPECT_EQ(parsed->events[2].panic_reason, "Fatal exception in interrupt");
    }
}

TEST(NestedReport, MayHaveAnotherOneBehindIt) {
    auto parsed = Parse(Join({kHead, kWarning, kWarning, kBody, kPanic}));
    ASSERT_EQ(KindsOf(*parsed), (Strings{"2 null-dereference", "5 warning", "17 warning", "41 panic"}));
    ExpectWhole(parsed->events[0]);
    ExpectWarning(parsed->events[1]);
}

// The interrupt may come in at any line of the crash.
TEST(NestedReport, MayStandBehindTheLineOfDie) {
    size_t begin = kBody.find("[    3.823229]");
    size_t end = kBody.find("[    3.851881]");
    for (size_t at : {begin, kBody.find("[    3.823355]"), kBody.find("[    3.825039]"), end}) {
        std::string text = Join({kHead, kBody.substr(0, at), kWarning, kBody.substr(at), kPanic});
        for (const std::string& variant : {text, WithoutCallers(text)}) {
            auto parsed = Parse(variant);
            ASSERT_EQ(parsed->events.size(), 3u) << variant;
            ExpectWhole(parsed->events[0]);
            ExpectWarning(parsed->events[1]);
            EXPECT_EQ(parsed->events[2].kind, EventKind::kPanic);
            // The crash was whole before its end marker.
            EXPECT_EQ(parsed->events[0].line_count, at == end ? 14u : 27u) << variant;
        }
    }
}

// The rest of the first crash is lost: what comes behind the warning is not its.
TEST(NestedReport, DoesNotTakeTheNextCrashForTheRest) {
    auto parsed =
        Parse(WithoutCallers(Join({R"([    3.1] Unable to handle kernel paging request at virtual address 00002008
[    3.2] Internal error: Oops: 5 [#1] PREEMPT SMP THUMB2
)",
                                   kWarning, kHead, kBody})));
    ASSERT_EQ(KindsOf(*parsed), (Strings{"1 page-fault", "4 warning", "16 null-dereference"}));
    EXPECT_TRUE(parsed->events[0].registers.empty());
    ExpectWarning(parsed->events[1]);
    ExpectWhole(parsed->events[2]);
}

// No end marker tells where it ends, and no cut mark where it begins.
TEST(NestedReport, EndsWithTheLineOfDie) {
    auto parsed = Parse(Join({kHead, R"([    3.806300][    C1] BUG: scheduling while atomic: mediaserver/56/0x00000002
[    3.806400][    C1] Modules linked in: headunit(O) mediacodec(O)
[    3.806500][    C1]  __schedule_bug from __schedule+0x353/0x424
[    3.806600][    C1]  __schedule from schedule+0x3b/0x7c
)",
                              kBody, kPanic}));
    ASSERT_EQ(KindsOf(*parsed), (Strings{"2 null-dereference", "4 atomic-sleep", "21 panic"}));
    ExpectWhole(parsed->events[0]);
    EXPECT_EQ(Frames(parsed->events[1]), (Strings{"__schedule_bug", "__schedule+0x353", "schedule+0x3b"}));
}

// The text ends before die(): both are told, and that the crash is not whole.
TEST(NestedReport, IsReadWhereTheCrashWasCutOff) {
    auto parsed = Parse(Join({kHead, kWarning}));
    ASSERT_EQ(KindsOf(*parsed), (Strings{"2 null-dereference", "5 warning"}));
    EXPECT_EQ(parsed->events[0].line_count, 2u);
    EXPECT_EQ(DamageList(parsed->events[0]), Strings{"ends 3"});
    EXPECT_TRUE(parsed->events[0].trace_entries.empty());
    ExpectWarning(parsed->events[1]);
}

// The die() line is that of the second crash.
TEST(NestedReport, LeavesTheNextCrashAlone) {
    auto parsed = Parse(WithoutCallers(Join({R"([    3.1] 8<--- cut here ---
[    3.2] Unable to handle kernel paging request at virtual address 00002008 when read
)",
                                             kWarning, kHead, kBody})));
    ASSERT_EQ(KindsOf(*parsed), (Strings{"2 page-fault", "4 warning", "16 null-dereference"}));
    EXPECT_TRUE(parsed->events[0].registers.empty());
    ExpectWarning(parsed->events[1]);
    ExpectWhole(parsed->events[2]);
}

TEST(NestedReport, DoesNotHoldAPanic) {
    auto parsed =
        Parse(Join({kHead, kWarning, "[    3.82][    C1] Kernel panic - not syncing: panic_on_warn set ...\n"}));
    EXPECT_EQ(KindsOf(*parsed), (Strings{"2 null-dereference", "5 warning", "16 panic"}));
}

// As on ARM, with the text of Debian's 6.1.
TEST(NestedReport, OfX86) {
    auto parsed = Parse(R"([    6.489099] BUG: kernel NULL pointer dereference, address: 000000000000000c
[    6.489100] #PF: supervisor write access in kernel mode
[    6.489101] #PF: error_code(0x0002) - not-present page
[    6.489102] ------------[ cut here ]------------
[    6.489103] WARNING: CPU: 1 PID: 154 at kernel/irq_work.c:70 irq_work_single+0x23/0x60
[    6.489104] RIP: 0010:irq_work_single+0x23/0x60
[    6.489105] Call Trace:
[    6.489106]  sysvec_irq_work+0x69/0x90
[    6.489107] ---[ end trace 0000000000000000 ]---
[    6.489108] Oops: 0002 [#1] PREEMPT SMP NOPTI
[    6.489109] RIP: 0010:radio_received+0x9/0x20 [headunit]
[    6.489110] RSP: 0018:ffffc900000e8f00 EFLAGS: 00010246
[    6.489111] Call Trace:
[    6.489112]  vfs_write+0xc7/0x3f0
[    6.489113] ---[ end trace 0000000000000000 ]---
)");
    ASSERT_EQ(KindsOf(*parsed), (Strings{"1 null-dereference", "5 warning"}));
    EXPECT_EQ(parsed->events[0].fault.status, 2u);
    EXPECT_EQ(parsed->events[0].pc.symbol, "radio_received");
    EXPECT_EQ(Frames(parsed->events[0]), Strings{"vfs_write+0xc7"});
    EXPECT_EQ(parsed->events[1].pc.symbol, "irq_work_single");
    EXPECT_EQ(Frames(parsed->events[1]), Strings{"sysvec_irq_work+0x69"});
}

}  // namespace
}  // namespace faultbox
