#include "target/oops/event_builder.h"
#include "target/oops/kinds/kinds.h"

namespace faultbox {
namespace {

// The task that is killed is said in one line or two, behind what the kill was for.
bool IsSameKill(const EventBuilder& builder) {
    return builder.event.kind == EventKind::kOomKill && !HasFact(builder, "anon_rss_kb");
}

constexpr FormRule Kill(const char* prefix, LineForm form) {
    return {prefix, form, EventKind::kOomKill, Severity::kError};
}

// Out of memory: Killed process 123 (java) total-vm:4068532kB, anon-rss:1932384kB, file-rss:0kB, shmem-rss:0kB, UID:0 …
// Killed process 123, UID 0, (java) total-vm:4068532kB, anon-rss:1932384kB, file-rss:0kB
// Killed process 123 (java) vsz:4068532kB, anon-rss:1932384kB, file-rss:0kB, before 2.6.36
constexpr LineForm kKilled =
    "%_ed process %d%_(%s) %_:%dkB, anon-rss:%dkB\0victim_pid\0victim\0total_vm_kb\0anon_rss_kb";
// Out of memory: Kill process 123 (java) score 900 or sacrifice child
// Out of memory: kill process 123 (java) score 900 or a child
constexpr LineForm kKill = "%_ill process %d (%s) score %d or \0victim_pid\0victim\0score";

// Out of memory (oom_kill_allocating_task): Killed process 123 (java) total-vm:…
constexpr FormRule kRules[] = {
    Kill("Out of memory", kKilled),
    Kill("Out of memory", kKill),
    Kill("Memory cgroup out of memory", kKilled),
    Kill("Memory cgroup out of memory", kKill),
    Kill("Kill", kKilled),
};

constexpr LineForm kForms[] = {
    // oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a,task_memcg=/a/b,task=…
    "oom-kill:constraint=%s,%_,oom_memcg=%s,\0constraint\0memcg",
    // oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/x,task=java,…
    "oom-kill:constraint=%s,%_,task_memcg=%s,\0constraint\0memcg",
    "oom-kill:constraint=%s,\0constraint",
    // Task in /docker/x killed as a result of limit of /docker
    "Task in %_ killed as a result of limit of %s\0memcg",
    "oom_reaper: reaped process %d (\0reaped_pid",
    "Node %_",
    // [ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name, and a row for each task
    "[%_]",
    // 10000 pages RAM    0 pages HighMem/MovableOnly
    "%_ pages %_",
};

bool ReadOomLine(EventBuilder& builder, const Line& line, Cursor rest) {
    return ReadForms(builder, line, kForms, rest.rest());
}

constexpr FormTable kTables[] = {{kRules, nullptr, IsSameKill}};

constexpr LineRule kLines[] = {
    {"", ReadOomLine},
};

}  // namespace

constinit const std::span<const FormTable> kMemoryEvents = kTables;
constinit const std::span<const LineRule> kMemoryLines = kLines;

}  // namespace faultbox
