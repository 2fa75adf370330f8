// What the frames of a trace ran in. Text of the lab's kernels: 32-bit ARM 6.1, with and without Thumb, Debian's 6.1.
#include <gtest/gtest.h>

#include <format>

#include "parse.h"

namespace faultbox {
namespace {

// One letter a frame: t(ask), s(oftirq), i(rq), n(mi), e(xception), u(ser), ? where it is not known.
std::string ContextsOf(const CrashEvent& event, size_t trace = 0) {
    constexpr std::string_view kLetters = "tsineu?";
    std::string letters;
    for (size_t i = 0; i < event.traces[trace].count; ++i) {
        letters += kLetters[static_cast<size_t>(event.trace_entries[event.traces[trace].begin + i].context)];
    }
    return letters;
}

std::string ContextsIn(std::string text) {
    auto parsed = Parse(std::move(text));
    return parsed->events.empty() ? "no event" : ContextsOf(parsed->events[0]);
}

TEST(FrameContext, TimerOfArmAboveAnIdleProcessor) {
    EXPECT_EQ(ContextsIn(R"(Unable to handle kernel NULL pointer dereference at virtual address 00000010
[    4.498821] Internal error: Oops: 205 [#1] PREEMPT SMP ARM
[    4.512810] PC is at radio_poll+0x4/0x14 [headunit]
[    4.540958]  radio_poll [headunit] from call_timer_fn.constprop.0+0x18/0x78
[    4.541272]  call_timer_fn.constprop.0 from run_timer_softirq+0x314/0x390
[    4.541403]  run_timer_softirq from handle_softirqs+0xf0/0x254
[    4.541554]  handle_softirqs from irq_exit+0x74/0x9c
[    4.541666]  irq_exit from call_with_stack+0x18/0x20
[    4.541861]  call_with_stack from __irq_svc+0x6c/0x94
[    4.542100] Exception stack(0xc0c6df68 to 0xc0c6dfb0)
[    4.542605]  __irq_svc from arch_cpu_idle+0x38/0x3c
[    4.542713]  arch_cpu_idle from default_idle_call+0x24/0x34
[    4.542854]  default_idle_call from do_idle+0x90/0x100
[    4.542966]  do_idle from cpu_startup_entry+0x28/0x2c
[    4.543074]  cpu_startup_entry from rest_init+0xc8/0xcc
)"),
              "sssiiittttt");
}

// The unwinder gives up within what ran on the interrupt's stack.
TEST(FrameContext, IsUnknownWhereTheUnwinderGaveUp) {
    EXPECT_EQ(ContextsIn(
                  R"([    4.027019][    C1] Unable to handle kernel NULL pointer dereference at virtual address 00000010
[    4.028078][    C1] Internal error: Oops: 5 [#1] PREEMPT SMP THUMB2
[    4.029399][    C1] PC is at radio_poll+0x4/0xc [headunit]
[    4.080085][    C1]  radio_poll [headunit] from call_timer_fn.constprop.0+0xf/0x50
[    4.080385][    C1]  call_timer_fn.constprop.0 from run_timer_softirq+0x21f/0x270
[    4.080553][    C1]  run_timer_softirq from handle_softirqs+0xc1/0x1b8
[    4.080725][    C1]  handle_softirqs from irq_exit+0x4f/0x70
[    4.080950][    C1]  irq_exit from call_with_stack+0xd/0x10
)"),
              "sssi?");
    EXPECT_EQ(ContextsIn(R"([    4.364527] Kernel panic - not syncing: radio: no heartbeat after 3 polls
[    4.366829] CPU: 1 PID: 0 Comm: swapper/1 Tainted: G           O       6.1.192-faultbox-lab #1
[    4.367901]  unwind_backtrace from show_stack+0x10/0x14
[    4.368425]  show_stack from dump_stack_lvl+0x40/0x4c
[    4.368554]  dump_stack_lvl from panic+0x104/0x304
[    4.368690]  panic from radio_heartbeat_lost+0x18/0x2b0 [headunit]
)"),
              "?????");
}

TEST(FrameContext, CallerThatIsATaskRunsInATask) {
    constexpr std::string_view kPanic = R"([    4.054318][    T9] Kernel panic - not syncing: x
[    4.058039][    T9]  unwind_backtrace from show_stack+0xb/0xc
[    4.059157][    T9]  panic from radio_heartbeat_lost+0x13/0x682 [headunit]
)";
    EXPECT_EQ(ContextsIn(std::string(kPanic)), "tttt");
}

TEST(FrameContext, InterruptOfThumb) {
    EXPECT_EQ(ContextsIn(
                  R"([    4.210643][    C1] Unable to handle kernel NULL pointer dereference at virtual address 0000000c
[    4.211572][    C1] Internal error: Oops: 805 [#1] PREEMPT SMP THUMB2
[    4.221301][    C1] PC is at radio_received+0xa/0x10 [headunit]
[    4.251576][    C1]  radio_received [headunit] from irq_work_single+0x15/0x40
[    4.252353][    C1]  ipi_handler from handle_percpu_devid_irq+0x47/0xd0
[    4.258736][    C1]  handle_irq_desc from gic_handle_irq+0x5d/0x70
[    4.258957][    C1]  gic_handle_irq from generic_handle_arch_irq+0x27/0x34
[    4.259126][    C1]  generic_handle_arch_irq from call_with_stack+0xd/0x10
)"),
              "iiiiii?");
}

// The system call's own "__irq_…" functions are no entry of the kernel.
TEST(FrameContext, InterruptOfArm64AboveASystemCall) {
    EXPECT_EQ(ContextsIn(
                  R"([    4.101946] Unable to handle kernel NULL pointer dereference at virtual address 000000000000000c
[    4.137700] Internal error: Oops: 0000000096000044 [#1] SMP
[    4.138273] pc : radio_received+0x1c/0x24 [headunit]
[    4.140500] Call trace:
[    4.140657]  radio_received+0x1c/0x24 [headunit]
[    4.140989]  irq_work_run+0x28/0x44
[    4.141244]  gic_handle_irq+0x64/0x90
[    4.141295]  call_on_irq_stack+0x30/0x48
[    4.141412]  el1_interrupt+0x34/0x54
[    4.141467]  el1h_64_irq_handler+0x18/0x2c
[    4.141524]  el1h_64_irq+0x64/0x68
[    4.141572]  __ipi_send_mask+0x34/0x11c
[    4.141626]  smp_cross_call+0x40/0xc0
[    4.141735]  __irq_work_queue_local+0x78/0x80
[    4.141795]  irq_work_queue+0x2c/0x40
[    4.142350]  el0t_64_sync_handler+0xf4/0x120
[    4.142409]  el0t_64_sync+0x18c/0x190
)"),
              "iiiiiiitttttt");
}

// No line of it names arm64: there are no registers.
TEST(FrameContext, PanicInATimerOfArm64) {
    EXPECT_EQ(ContextsIn(R"([    4.037891] Kernel panic - not syncing: radio: no heartbeat after 3 polls
[    4.046530] CPU: 1 PID: 0 Comm: swapper/1 Tainted: G           OE      6.1.0-56-arm64 #1  Debian 6.1.192-2
[    4.047000] Call trace:
[    4.047153]  dump_backtrace+0xe4/0x140
[    4.056302]  panic+0x184/0x364
[    4.056347]  radio_heartbeat_lost+0x28/0xc60 [headunit]
[    4.056879]  run_timer_softirq+0x28/0x50
[    4.056934]  handle_softirqs+0x118/0x300
[    4.056991]  __do_softirq+0x1c/0x28
[    4.057049]  ____do_softirq+0x18/0x24
[    4.057101]  call_on_irq_stack+0x30/0x48
[    4.057158]  do_softirq_own_stack+0x24/0x3c
[    4.057215]  __irq_exit_rcu+0x104/0x130
[    4.057318]  el1_interrupt+0x38/0x54
[    4.057439]  el1h_64_irq+0x64/0x68
[    4.057486]  arch_cpu_idle+0x18/0x2c
[    4.057693]  secondary_start_kernel+0x128/0x150
)"),
              "sssssssssiiitt");
}

TEST(FrameContext, StackThatOverflowedOnArm64) {
    EXPECT_EQ(ContextsIn(R"([    4.157609] Kernel panic - not syncing: kernel stack overflow
[    4.157730] Call trace:
[    4.158150]  panic+0x184/0x364
[    4.158172]  handle_bad_stack+0x34/0x50
[    4.158179]  __bad_stack+0x78/0x7c
[    4.158185]  nav_expand_route+0xc/0xa4 [headunit]
[    4.158930]  el0t_64_sync+0x18c/0x190
)"),
              "eeett");
}

// Between the markers of x86, what the softirq ran is told from what the interrupt did.
TEST(FrameContext, TimerOfX86) {
    EXPECT_EQ(ContextsIn(R"([    6.341202] BUG: kernel NULL pointer dereference, address: 0000000000000010
[    6.341202] Oops: 0000 [#1] PREEMPT SMP NOPTI
[    6.341202] RIP: 0010:radio_poll+0x9/0x20 [headunit]
[    6.341202] RSP: 0018:ffffc900000e8f00 EFLAGS: 00010246
[    6.341202] Call Trace:
[    6.341202]  <IRQ>
[    6.341202]  call_timer_fn+0x27/0x130
[    6.341202]  ? trigger_codec_flush+0x30/0x30 [headunit]
[    6.341202]  run_timer_softirq+0x19/0x30
[    6.341202]  handle_softirqs+0xd7/0x280
[    6.341202]  __irq_exit_rcu+0xac/0xe0
[    6.341202]  sysvec_apic_timer_interrupt+0x6e/0x90
[    6.341202]  </IRQ>
[    6.341202]  <TASK>
[    6.341202]  asm_sysvec_apic_timer_interrupt+0x16/0x20
[    6.341202] RIP: 0010:native_safe_halt+0xb/0x10
[    6.341202]  amd_e400_idle+0x3d/0x50
)"),
              "ssssiiitt");
}

TEST(FrameContext, InterruptOfX86WithinASoftirq) {
    EXPECT_EQ(ContextsIn(R"([    6.489099] BUG: kernel NULL pointer dereference, address: 000000000000000c
[    6.489099] Oops: 0002 [#1] PREEMPT SMP NOPTI
[    6.489099] RIP: 0010:radio_received+0x9/0x20 [headunit]
[    6.489099] RSP: 0018:ffffc900000e8f00 EFLAGS: 00010246
[    6.489099] Call Trace:
[    6.489099]  <IRQ>
[    6.489099]  irq_work_single+0x23/0x60
[    6.489099]  sysvec_irq_work+0x69/0x90
[    6.489099]  asm_sysvec_irq_work+0x16/0x20
[    6.489099]  run_timer_softirq+0x19/0x30
[    6.489099]  handle_softirqs+0xd7/0x280
[    6.489099]  __irq_exit_rcu+0xac/0xe0
[    6.489099]  </IRQ>
[    6.489099]  amd_e400_idle+0x3d/0x50
)"),
              "iiissit");
}

// Debian's 6.1 for 32 bits: exceptions and interrupts are entered by one function.
std::string OnI386(std::string_view callee) {
    return std::format(R"([   22.921351] BUG: kernel NULL pointer dereference, address: 0000000c
[   22.949004] Oops: 0002 [#1] PREEMPT SMP PTI
[   22.949763] EIP: radio_received+0x9/0x20 [headunit]
[   22.954111] EAX: 00000000 EBX: c1e93824 ECX: fffff000 EDX: e0929730
[   22.954619] Call Trace:
[   22.958480]  ? irq_work_single+0x24/0x50
[   22.962392]  irq_work_run_list+0x29/0x40
[   22.962651]  {}
[   22.962711]  handle_exception+0x133/0x133
[   22.962827] EIP: default_send_IPI_self+0x14/0x20
[   22.962908] Code: 00 08 00 89 e5 e8 8c fd ff ff 5d c3 8d b4 26 00 00 00 00 8d 76 00 3e 8d 74 26 00 55 89 c2 b8 00 00 04 00 89 e5 e8 6c fd ff ff <5d> c3 8d b4 26 00 00 00 00 8d 76 00 3e 8d 74 26 00 55 89 e5 57 89
[   22.963167] EAX: ffffc300 EBX: 00000001 ECX: df903a84 EDX: 000400f6
[   22.963528]  ? exc_nmi+0x110/0x110
[   22.963750]  arch_irq_work_raise+0x24/0x40
)",
                       callee);
}

TEST(FrameContext, InterruptOfI386) {
    EXPECT_EQ(ContextsIn(OnI386("sysvec_irq_work+0x20/0x40")), "iiiittt");
}

TEST(FrameContext, ExceptionOfI386) {
    EXPECT_EQ(ContextsIn(OnI386("exc_page_fault+0x5b/0x160")), "eeeettt");
    // What lies about on the stack is no caller.
    EXPECT_EQ(ContextsIn(OnI386("exc_page_fault+0x5b/0x160\n[   22.962700]  ? sysvec_irq_work+0x20/0x40")), "eeeeettt");
}

// A console of 2.6.32 that was shown as a web page: <IRQ>, <EOI> and the addresses are gone.
TEST(FrameContext, IsReadFromTheFunctionsWhereMarkersWereEaten) {
    EXPECT_EQ(
        ContextsIn(R"([14874902.986422] WARNING: at net/sched/sch_generic.c:261 dev_watchdog+0x263/0x270() (Not tainted)
[14874902.986422] Call Trace:
[14874902.989201]    [] ? dev_watchdog+0x263/0x270
[14874903.044092]  [] ? run_timer_softirq+0x161/0x340
[14874903.056682]  [] ? __do_softirq+0xbf/0x220
[14874903.069010]  [] ? call_softirq+0x1c/0x30
[14874903.074827]  [] ? do_softirq+0x65/0xa0
[14874903.085932]  [] ? smp_apic_timer_interrupt+0x70/0x9d
[14874903.092794]  [] ? apic_timer_interrupt+0x13/0x20
[14874903.099306]    [] ? intel_idle+0xe1/0x180
[14874903.117734]  [] ? cpu_idle+0xa8/0xe0
)"),
        "ssssiiitt");
}

// A trace of which nothing but the markers tells that it is x86's.
TEST(FrameContext, MarkersCountWithoutRegisters) {
    EXPECT_EQ(ContextsIn(R"([   10.215444] Kernel panic - not syncing: hung_task: blocked tasks
[   10.216868] Call Trace:
[   10.216868]  <TASK>
[   10.216868]  panic+0x118/0x2f4
[   10.216868]  watchdog.cold+0xc/0xbb
[   10.216868]  </TASK>
)"),
              "tt");
}

// Nothing tells whose stack ended there: of <<EOE>>, <> is left.
TEST(FrameContext, IsUnknownBehindAMarkerThatWasEaten) {
    EXPECT_EQ(ContextsIn(R"([14874912.058867] Kernel panic - not syncing: Fatal machine check on current CPU
[14874912.058867] Call Trace:
[14874912.061632]  <#MC>  [] ? panic+0xd6/0x1d0
[14874912.103293]  [] ? intel_idle+0xb4/0x180
[14874912.109015]  <>  [] ? menu_select+0xee/0x370
[14874912.115627]  [] ? cpuidle_idle_call+0x99/0x140
)"),
              "ee??");
}

}  // namespace
}  // namespace faultbox
