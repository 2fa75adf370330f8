#include "target/oops/event_builder.h"
#include "target/oops/kinds/kinds.h"

namespace faultbox {
namespace {

constexpr FormRule Atomic(const char* prefix, LineForm form) {
    return {prefix, form, EventKind::kAtomicSleep, Severity::kError};
}

constexpr FormRule Page(const char* prefix, LineForm form) {
    return {prefix, form, EventKind::kBadPage, Severity::kError};
}

constexpr FormRule Bug(const char* prefix, LineForm form) {
    return {prefix, form, EventKind::kBug, Severity::kError};
}

constexpr FormRule kRules[] = {
    // BUG: sleeping function called from invalid context at mm/slab.h:421
    Atomic("BUG: sleeping function called from invalid context at ", "%f:%l"),
    // BUG: scheduling while atomic: swapper/0/0/0x00000100
    Atomic("BUG: scheduling while atomic: ", "%C/%p/%x\0preempt_count"),
    // BUG: Bad page state in process rsyslogd  pfn:12345
    Page("BUG: Bad page state in process ", "%C pfn:%x\0pfn"),
    // BUG: Bad page map in process Xorg  pte:ffff880213e5d2d8 pmd:213e5d067
    Page("BUG: Bad page map in process ", "%C pte:%x pmd:%x\0pte\0pmd"),
    Page("BUG: Bad page cache in process ", "%C pfn:%x\0pfn"),
    // BUG: Bad rss-counter state mm:00000000c9b3a8d8 type:MM_ANONPAGES val:1
    Page("BUG: Bad rss-counter state ", "mm:%_ type:%s val:%s\0counter\0value"),
    // BUG: Bad rss-counter state mm:ffff88003b8a0000 idx:1 val:2, before 5.9
    Page("BUG: Bad rss-counter state ", "mm:%_ idx:%s val:%s\0counter\0value"),
    // BUG: non-zero pgtables_bytes on freeing mm: 4096
    Page("BUG: non-zero pgtables_bytes on freeing mm: ", "%s\0value"),
    Page("BUG: non-zero nr_ptes on freeing mm: ", "%s\0value"),
    // BUG: spinlock bad magic on CPU#0, swapper/1
    Bug("BUG: spinlock ", "%s on CPU#%c, %C/%p\0what"),
    Bug("BUG: rwlock ", "%s on CPU#%c, %C/%p\0what"),
    // BUG: key ffff880037a0c0a8 has not been registered!
    Bug("BUG: key ", "%x %s!\0key\0what"),
    // BUG: using smp_processor_id() in preemptible [00000000] code: udevd/73
    Bug("BUG: using ", "%s in preemptible [%x] code: %C/%p\0function\0preempt_count"),
    // BUG: workqueue leaked lock or atomic: kworker/0:1/0x00000001/25
    Bug("BUG: workqueue leaked lock or atomic: ", "%C/%x/%p\0preempt_count"),
};

bool ReadDisabledPlace(EventBuilder& builder, const Line&, Cursor rest) {
    builder.AddFact("preemption_disabled_at", rest.rest());
    return true;
}

// Preemption disabled at:[<ffffffff810a1c2e>] cpu_startup_entry+0x7e/0x350, and on a line of its own since 4.8
bool ReadPreemptionDisabled(EventBuilder& builder, const Line&, Cursor rest) {
    if (rest.at_end()) {
        builder.continuation = ReadDisabledPlace;
    } else {
        builder.AddFact("preemption_disabled_at", Trim(rest.rest()));
    }
    return true;
}

constexpr LineForm kForms[] = {
    // in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 1, name: swapper/0
    "in_atomic(): %d, irqs_disabled(): %d,%_pid: %p, name: %C\0in_atomic\0irqs_disabled",
    // preempt_count: 1, expected: 0
    "preempt_count: %x, expected: %x\0preempt_count\0preempt_count_expected",
    // page:ffffea0004b8e9c0 refcount:0 mapcount:-128 mapping:0000000000000000 index:0x1 pfn:0x12e3a7
    // page:ffffea00019a1c40 count:0 mapcount:-127 mapping:          (null) index:0x0
    "page:%_count:%s mapcount:%s \0refcount\0mapcount",
    // page dumped because: nonzero mapcount
    "page dumped because: %s\0reason",
    // lock: 0xc0a0b0c0, .magic: 00000000, .owner: <none>/-1, .owner_cpu: 0
    "lock: %s, .magic: %x, .owner: %s, .owner_cpu: %s\0lock\0magic\0owner\0owner_cpu",
    // caller is debug_smp_processor_id+0x17/0x19
    "caller is %b",
    // last function: hci_power_off [bluetooth]
    "last function: %s\0last_function",
};

bool ReadCheckLine(EventBuilder& builder, const Line& line, Cursor rest) {
    return ReadForms(builder, line, kForms, rest.rest());
}

constexpr FormTable kTables[] = {{kRules}};

constexpr LineRule kLines[] = {
    {"Preemption disabled at:", ReadPreemptionDisabled},
    {"", ReadCheckLine},
};

}  // namespace

constinit const std::span<const FormTable> kBugCheckEvents = kTables;
constinit const std::span<const LineRule> kBugCheckLines = kLines;

}  // namespace faultbox
