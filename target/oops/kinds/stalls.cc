#include "target/oops/cpu_line.h"
#include "target/oops/event_builder.h"
#include "target/oops/kinds/kinds.h"

namespace faultbox {
namespace {

// Lines that name a processor behind a hung task are those of the processor that found it, not the task's.
void BeginHungTask(EventBuilder& builder, const Line&, Cursor) {
    builder.other_cpu = true;
}

// Until 4.x, the hard lockup is the message of a WARN: "WARNING: at kernel/watchdog.c:245 watchdog_overflow_callback…"
bool IsMessageOfWarning(const EventBuilder& builder) {
    return builder.event.kind == EventKind::kWarning && builder.event.traces.empty() && builder.event.modules.empty();
}

constexpr FormRule Soft(const char* prefix) {
    return {prefix, "%c stuck for %ds! [%C:%p]\0seconds", EventKind::kSoftLockup, Severity::kError};
}

constexpr FormRule Hard(const char* prefix, LineForm form) {
    return {prefix, form, EventKind::kHardLockup, Severity::kError};
}

constexpr FormRule Rcu(const char* prefix, LineForm form) {
    return {prefix, form, EventKind::kRcuStall, Severity::kError};
}

// rcu: INFO: rcu_sched detected stalls on CPUs/tasks:
// INFO: rcu_sched detected stalls on CPUs/tasks: { 1} (detected by 0, t=60002 jiffies, g=17, c=16, q=40)
constexpr LineForm kDetected =
    "%s detected stalls on CPUs/tasks:%? { %c%_(detected by %d, t=%d jiffies\0flavor\0detected_by\0jiffies";
// INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 1-.... } 21 jiffies s: 49 root: 0x2/.
constexpr LineForm kExpedited = "%s detected expedited stalls on CPUs/tasks:%? { %c%_} %d jiffies\0flavor\0jiffies";
// INFO: rcu_sched self-detected stall on CPU { 1}  (t=60000 jiffies g=17 c=16 q=40)
constexpr LineForm kSelf = "%s self-detected stall on CPU%? { %c%_(t=%d jiffies\0flavor\0jiffies";
// INFO: rcu_sched_state detected stall on CPU 2 (t=15000 jiffies)
constexpr LineForm kOldSelf = "%s detected stall on CPU %c (t=%d jiffies\0flavor\0jiffies";

constexpr FormRule kHungTasks[] = {
    // INFO: task jbd2/sda1-8:123 blocked for more than 120 seconds.
    {"INFO: task ", "%C:%p blocked%_ for more than %d seconds\0seconds", EventKind::kHungTask, Severity::kError},
};

constexpr FormRule kHardLockups[] = {
    // watchdog: CPU0: Watchdog detected hard LOCKUP on cpu 1
    Hard("watchdog: ", "%_Watchdog detected hard LOCKUP on cpu %c"),
    Hard("NMI watchdog: Watchdog detected hard LOCKUP on cpu ", "%c"),
    Hard("Watchdog detected hard LOCKUP on cpu ", "%c"),
    // Kernel panic - not syncing: Watchdog detected hard LOCKUP on cpu 0
};

constexpr FormRule kStalls[] = {
    // watchdog: BUG: soft lockup - CPU#2 stuck for 44s! [worker:131042]
    Soft("watchdog: BUG: soft lockup - CPU#"),
    Soft("NMI watchdog: BUG: soft lockup - CPU#"),
    Soft("BUG: soft lockup - CPU#"),
    Rcu("rcu: INFO: ", kDetected),
    Rcu("rcu: INFO: ", kSelf),
    Rcu("rcu: INFO: ", kExpedited),
    Rcu("INFO: ", kDetected),
    Rcu("INFO: ", kSelf),
    Rcu("INFO: ", kExpedited),
    Rcu("INFO: ", kOldSelf),
    // INFO: RCU detected CPU 0 stall (t=10000 jiffies), 2.6.32
    Rcu("INFO: RCU detected CPU ", "%c stall (t=%d jiffies\0jiffies"),
    // INFO: RCU detected CPU stalls: 1 2 (detected by 0, t=10002 jiffies), 2.6.32
    Rcu("INFO: RCU detected CPU stalls:", " %c%_(detected by %d, t=%d jiffies\0detected_by\0jiffies"),
    // BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 31s!
    {"BUG: workqueue lockup - pool ", "cpus=%s %_stuck for %ds!\0cpus\0seconds", EventKind::kWorkqueueStall,
     Severity::kError},
};

constexpr FormTable kTables[] = {
    {kHungTasks, BeginHungTask},
    {kHardLockups, nullptr, IsMessageOfWarning},
    {kStalls},
};

constexpr LineForm kHungTaskForms[] = {
    // task:jbd2/sda1-8     state:D stack:    0 pid:  123 ppid:     2 flags:0x00004000
    "task:%_ state:%s \0state",
    // INFO: task x:1 <writer> blocked on a mutex likely owned by task y:2.
    "INFO: task %_ blocked on %s likely owned by task %s.\0blocked_on\0owner",
};

bool ReadHungTaskLine(EventBuilder& builder, const Line& line, Cursor rest) {
    return ReadForms(builder, line, kHungTaskForms, rest.rest());
}

// Workqueue: writeback wb_workfn (flush-8:0), behind the state of the task (print_worker_info)
bool ReadWorkqueue(EventBuilder& builder, const Line&, Cursor rest) {
    bool own = builder.event.traces.size() <= 1;
    if (own && builder.event.workqueue.empty()) builder.event.workqueue = Trim(rest.rest());
    return true;
}

constexpr LineRule kHungTask[] = {
    {"Not tainted ", ReadTaintLine},
    {"Tainted: ", ReadTaintLine},
    {"Workqueue: ", ReadWorkqueue},
    {"", ReadHungTaskLine},
};

bool HasOwnTrace(const EventBuilder& builder) {
    for (const Trace& trace : builder.event.traces) {
        if (trace.name.empty()) return true;
    }
    return false;
}

// NMI backtrace for cpu 1    Task dump for CPU 1:
// What follows is that processor's. It is the event's own only when that is where the stall is.
bool ReadCpuBlock(EventBuilder& builder, const Line& line, Cursor rest) {
    std::string_view digits = rest.rest();
    std::optional<uint32_t> cpu = rest.Decimal32();
    if (!cpu) return false;
    if (rest.rest().starts_with(" skipped")) return true;
    builder.other_cpu = !builder.event.cpu || *cpu != *builder.event.cpu || HasOwnTrace(builder);
    if (!builder.other_cpu) {
        builder.BeginTrace({});
        return true;
    }
    size_t end = line.text.size() - rest.rest().size();
    size_t begin = end - (digits.size() - rest.rest().size()) - std::string_view("cpu ").size();
    BeginNamedTrace(builder, line, line.text.substr(begin, end - begin));
    return true;
}

// rcu: rcu_preempt kthread starved for 5250 jiffies! g1 f0x0 RCU_GP_WAIT_FQS(5) ->state=0x0 ->cpu=1
// The stack of that thread follows, since 5.2 behind "rcu: RCU grace-period kthread stack dump:".
bool ReadStarvedKthread(EventBuilder& builder, const Line& line, Cursor rest) {
    std::string_view text = rest.rest();
    if (!ReadForm(builder, line, "%_ kthread starved for %d jiffies\0kthread_starved_jiffies", text)) return false;
    builder.other_cpu = true;
    BeginNamedTrace(builder, line, text.substr(0, text.find(" starved for")));
    return true;
}

// CPU: 1 PID: 23 Comm: x …, where the stalled processor's own lines follow without a heading.
bool ReadOwnCpu(EventBuilder& builder, const Line&, Cursor rest) {
    std::optional<uint32_t> cpu = rest.Decimal32();
    bool own = builder.event.kind == EventKind::kRcuStall && cpu && cpu == builder.event.cpu;
    if (own && builder.other_cpu && !HasOwnTrace(builder)) {
        builder.other_cpu = false;
        builder.BeginTrace({});
    }
    return false;
}

// 1-...!: (1 GPs behind) idle=2e6/1/0x4000000000000000 softirq=1234/1234 fqs=5
// 1: (1 GPs behind) idle=9b5/140000000000001/0
bool ReadStalledCpu(EventBuilder& builder, Cursor rest) {
    std::optional<uint32_t> cpu = rest.Decimal32();
    if (!cpu || (rest.peek() != '-' && rest.peek() != ':') || !rest.SkipPast(": (")) return false;
    if (!builder.event.cpu) builder.event.cpu = cpu;
    return true;
}

constexpr LineForm kLockupForms[] = {
    // (detected by 0, t=2102 jiffies, g=3549, q=43 ncpus=4)
    "(detected by %d, t=%d jiffies\0detected_by\0jiffies",
    // (t=5250 jiffies g=17 q=40)
    "(t=%d jiffies\0jiffies",
    // rcu_sched kthread timer wakeup didn't happen for 1518 jiffies! g-1055 f0x0 RCU_GP_WAIT_FQS(5) ->state=0x402
    "%_ wakeup didn't happen for %d jiffies\0kthread_late_jiffies",
    // workqueue events: flags=0x0
    "workqueue %s: flags=%x\0workqueue\0workqueue_flags",
    // in-flight: 123:slow_work_fn
    "in-flight: %s\0in_flight",
    "pending: %s\0pending",
    // pool 2: cpus=1 node=0 flags=0x0 nice=0 hung=31s workers=3 idle: 34 12
    "pool %d: %_ hung=%ds workers=\0pool\0hung_s",
};

bool ReadLockupLine(EventBuilder& builder, const Line& line, Cursor rest) {
    rest.Skip("rcu: ");
    rest.SkipSpaces();
    bool rcu = builder.event.kind == EventKind::kRcuStall;
    if (rcu && (ReadStalledCpu(builder, rest) || ReadStarvedKthread(builder, line, rest))) return true;
    return ReadForms(builder, line, kLockupForms, rest.rest());
}

constexpr LineRule kLockup[] = {
    {"NMI backtrace for cpu ", ReadCpuBlock},
    {"Task dump for CPU ", ReadCpuBlock},
    {"CPU: ", ReadOwnCpu},
    {"", ReadLockupLine},
};

}  // namespace

constinit const std::span<const FormTable> kStallEvents = kTables;
constinit const std::span<const LineRule> kHungTaskLines = kHungTask;
constinit const std::span<const LineRule> kLockupLines = kLockup;

}  // namespace faultbox
