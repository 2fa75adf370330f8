#include "host/explain/report_verdict.h"

#include <format>
#include <optional>
#include <string_view>

#include "host/explain/dma_verdict.h"
#include "host/explain/event_values.h"
#include "host/input/event_facts.h"

namespace faultbox {
namespace {

struct Meaning {
    std::string_view type;
    const char* text;
};

// mm/kasan/report_generic.c, get_bug_type(); report_tags.c; report.c. What stands behind an access of that kind.
constexpr Meaning kKasanTypes[] = {
    {"slab-out-of-bounds", "outside the object of the heap that it was made for"},
    {"slab-use-after-free", "to memory of the heap that was freed"},
    {"use-after-free", "to memory that was freed"},
    {"stack-out-of-bounds", "outside a variable on the stack"},
    {"alloca-out-of-bounds", "outside an array on the stack"},
    {"use-after-scope", "to a variable on the stack that was no longer alive"},
    {"global-out-of-bounds", "outside a global variable"},
    {"vmalloc-out-of-bounds", "outside a range of vmalloc()"},
    {"null-ptr-deref", "through a NULL pointer"},
    {"user-memory-access", "to an address in user space"},
    {"wild-memory-access", "to an address where no memory is"},
    {"out-of-bounds", "outside the object that it was made for"},
};

const char* FindMeaning(std::string_view type) {
    for (const Meaning& meaning : kKasanTypes) {
        if (meaning.type == type) return meaning.text;
    }
    return nullptr;
}

std::string InFunction(const format::Event& event) {
    EventSignature signature = SignatureOf(event);
    return signature.frames.empty() ? "" : std::format(", in {}()", signature.frames.front());
}

std::string Bytes(uint64_t count) {
    return std::format("{} byte{}", count, count == 1 ? "" : "s");
}

// BUG: KASAN: slab-out-of-bounds in fn+0x10/0x20, Write of size 32 at addr ffff00013f305780 by task x/1
std::string KasanVerdict(const format::Event& event) {
    const std::string_view type = TextFact(event, "bug_type");
    if (type == "double-free" || type == "invalid-free") {
        return std::format("memory was freed that {}{}", type == "double-free" ? "had been freed before" : "cannot be",
                           InFunction(event));
    }
    const char* meaning = FindMeaning(type);
    if (meaning == nullptr) return "";
    const std::string_view stated = TextFact(event, "access");
    std::string verdict = stated == "Write" ? "write" : stated == "Read" ? "read" : "access";
    if (auto size = NumberFact(event, "access_size")) verdict += " of " + Bytes(*size);
    verdict += std::format(" {}{}", meaning, InFunction(event));
    const std::string_view cache = TextFact(event, "cache");
    auto size = NumberFact(event, "object_size");
    if (size && !cache.empty()) verdict += std::format("; the object is of {}, of the cache {}", Bytes(*size), cache);
    return verdict;
}

// UBSAN: array-index-out-of-bounds in drivers/gpu/drm/x.c:10:5, index 3 is out of range for type 'int [3]'
std::string UbsanVerdict(const format::Event& event) {
    const std::string_view type = TextFact(event, "type");
    const std::string index = AnyFact(event, "index");
    const std::string shift = AnyFact(event, "shift_exponent");
    const std::string expression = AnyFact(event, "expression");
    std::string what;
    if (!index.empty() && !type.empty()) {
        what = std::format("index {} is outside the array, which is of type {}", index, type);
    } else if (!shift.empty() && !type.empty()) {
        what = std::format("a value of type {} was shifted by {}, more than it has bits", type, shift);
    } else if (!shift.empty()) {
        what = std::format("a value was shifted by {}", shift);
    } else if (!expression.empty() && !type.empty()) {
        what = std::format("{} does not fit into type {}", expression, type);
    }
    return what.empty() ? "" : what + InFunction(event);
}

std::string TaskOf(const format::Event& event) {
    if (event.comm().empty()) return "";
    return event.has_pid() ? std::format("{} (pid {})", event.comm(), event.pid()) : event.comm();
}

// watchdog: BUG: soft lockup - CPU#1 stuck for 842s! [udevadm:94]
std::string SoftLockupVerdict(const format::Event& event) {
    auto seconds = NumberFact(event, "seconds");
    if (!seconds || !event.has_cpu()) return "";
    std::string task = TaskOf(event);
    return std::format("CPU {} ran in the kernel for {} s without letting another task run{}{}", event.cpu(), *seconds,
                       task.empty() ? "" : ": " + task, InFunction(event));
}

// INFO: task jbd2/sda1-8:123 blocked for more than 120 seconds.
std::string HungTaskVerdict(const format::Event& event) {
    auto seconds = NumberFact(event, "seconds");
    std::string task = TaskOf(event);
    if (!seconds || task.empty()) return "";
    return std::format("{} has waited for more than {} s for something that did not come{}", task, *seconds,
                       InFunction(event));
}

// rcu: INFO: rcu_sched self-detected stall on CPU, (t=2100 jiffies g=1 q=2)
std::string RcuVerdict(const format::Event& event) {
    auto jiffies = NumberFact(event, "jiffies");
    if (!jiffies) return "";
    std::string who = event.has_cpu() ? std::format("CPU {}", event.cpu()) : "a CPU or task";
    return std::format("the kernel (RCU) waited {} ticks of its timer in vain for {}{}", *jiffies, who,
                       InFunction(event));
}

// Out of memory: Killed process 123 (java) total-vm:4068532kB, anon-rss:1932384kB; mediaserver invoked oom-killer: …
std::string OomVerdict(const format::Event& event) {
    const bool is_group = event.headline().starts_with("Memory cgroup") || !TextFact(event, "memcg").empty();
    const std::string_view victim = TextFact(event, "victim");
    auto pid = NumberFact(event, "victim_pid");
    if (victim.empty() || !pid) {
        if (!event.headline().contains(" invoked oom-killer") || event.comm().empty()) return "";
        return std::format("{} asked for memory when none was left for it", TaskOf(event));
    }
    std::string verdict = std::format("{} ran out of memory, and the kernel ended {} (pid {})",
                                      is_group ? "a group of processes with a limit" : "the system", victim, *pid);
    if (auto held = NumberFact(event, "anon_rss_kb")) verdict += std::format(", which held {} kB", *held);
    return verdict;
}

}  // namespace

std::string ReportVerdict(const format::Event& event) {
    switch (KindOf(event)) {
        case EventKind::kKasan:
            return KasanVerdict(event);
        case EventKind::kUbsan:
            return UbsanVerdict(event);
        case EventKind::kSoftLockup:
            return SoftLockupVerdict(event);
        case EventKind::kHungTask:
            return HungTaskVerdict(event);
        case EventKind::kRcuStall:
            return RcuVerdict(event);
        case EventKind::kOomKill:
            return OomVerdict(event);
        case EventKind::kDmaFault:
            return DmaVerdict(event);
        default:
            return "";
    }
}

}  // namespace faultbox
