#include "target/oops/frame_context.h"

#include <algorithm>
#include <optional>
#include <span>

#include "target/oops/name_list.h"

namespace faultbox {
namespace {

constexpr bool kReadsX86 = FAULTBOX_X86_KERNEL;

struct Entry {
    std::string_view names;  ///< As IsListed() takes them.
    FrameContext context;
};

// kernel/softirq.c; arch/arm/kernel/entry-armv.S and irq.c, drivers/irqchip/irq-gic*.c; arch/arm64/kernel/entry.S and
// entry-common.c: "el1_…" up to 5.11, "el1h_64_…" since; arch/x86/entry/entry_64.S, entry_32.S. Functions in C have the
// same prefixes ("el1_abort"), and other functions the prefix "__irq" ("__irq_work_queue_local").
constexpr Entry kEntries[] = {
    {"handle_softirqs __do_softirq"
#if FAULTBOX_ARM64_KERNEL || FAULTBOX_X86_KERNEL
     " ____do_softirq do_softirq_own_stack call_softirq"
#endif
     ,
     FrameContext::kSoftirq},
    {"__irq_svc __irq_usr gic_handle_irq generic_handle_arch_irq irq_exit*"
#if FAULTBOX_ARM64_KERNEL
     " el1_irq el1_interrupt el1h_64_irq* el1h_64_fiq* el0_irq* el0t_64_irq* el0t_32_irq*"
#endif
#if FAULTBOX_X86_KERNEL
     " asm_sysvec_* asm_common_interrupt apic_timer_interrupt ret_from_intr"
#endif
     ,
     FrameContext::kIrq},
    {"__dabt_* __pabt_* __und_*"
#if FAULTBOX_ARM64_KERNEL
     " el1h_64_sync* el1h_64_error* el1_sync el1_error el1_da __bad_stack"
#endif
     ,
     FrameContext::kException},
    {"__fiq_*", FrameContext::kNmi},
};

// Where tasks and idle processors begin, and what only they run: kernel/fork.c, kthread.c, exit.c, workqueue.c,
// sched/idle.c, init/main.c, arch/*/kernel/entry*.S, process.c, smp.c.
constexpr std::string_view kTasks =
    "ret_* slow_work_pending kthread worker_thread kernel_init* kernel_thread_exit *start_kernel rest_init "
    "cpu_startup_entry cpu_idle do_exit "
#if FAULTBOX_ARM64_KERNEL
    "__switch_to __arm64_sys_* el0_s* el0_da el0t_* __primary_switched __secondary_switched "
#endif
    ;

std::optional<FrameContext> ContextOf(std::string_view symbol) {
    for (const Entry& entry : kEntries) {
        if (IsListed(entry.names, symbol)) return entry.context;
    }
    return std::nullopt;
}

// What x86 marks stays, but for softirqs, which it does not tell from interrupts.
bool IsOpen(FrameContext marked, FrameContext context) {
    return marked == FrameContext::kUnknown || (marked == FrameContext::kIrq && context == FrameContext::kSoftirq);
}

void Settle(std::span<TraceEntry> frames, FrameContext context, bool marked) {
    for (TraceEntry& frame : frames) {
        if (!marked || IsOpen(frame.context, context)) frame.context = context;
    }
}

bool ReachesTask(std::span<const TraceEntry> frames) {
    for (const TraceEntry& frame : frames) {
        if (IsListed(kTasks, frame.where.symbol)) return true;
    }
    return false;
}

void SettleTrace(std::span<TraceEntry> frames, bool in_task, bool marked) {
    size_t first = 0;
    for (size_t i = 0; i < frames.size(); ++i) {
        std::optional<FrameContext> context = ContextOf(frames[i].where.symbol);
        if (!context) continue;
        Settle(frames.subspan(first, i + 1 - first), *context, marked);
        first = i + 1;
    }
    std::span<TraceEntry> rest = frames.subspan(first);
    bool task = in_task || ReachesTask(rest);
    Settle(rest, task ? FrameContext::kTask : FrameContext::kUnknown, marked);
}

// What took the addresses in <> for markup took <IRQ> and <EOI>, too: no marker is no sign of a task.
void DropUnmarked(CrashEvent& event) {
    bool eaten = std::ranges::any_of(event.damage,
                                     [](const Damage& damage) { return damage.kind == DamageKind::kEatenAddress; });
    if (!eaten) return;
    for (size_t i = 0; i < event.trace_entries.size(); ++i) {
        FrameContext& context = event.trace_entries[i].context;
        if (context == FrameContext::kTask) context = FrameContext::kUnknown;
    }
}

}  // namespace

void SettleContexts(EventBuilder& builder) {
    CrashEvent& event = builder.event;
    bool x86 = IsX86(event.arch);
    bool marked = kReadsX86 && (x86 || builder.marks_stacks);
    if (marked) DropUnmarked(event);
    // Who prints is who runs, except for a task that hangs.
    bool in_task = event.kind == EventKind::kHungTask || (builder.caller && builder.caller->type == 'T');
    for (const Trace& trace : event.traces) {
        std::span<TraceEntry> frames(event.trace_entries.begin() + trace.begin, trace.count);
        SettleTrace(frames, in_task && trace.name.empty(), marked);
    }
}

}  // namespace faultbox
