#include "target/oops/event_builder.h"
#include "target/oops/kinds/kinds.h"

namespace faultbox {
namespace {

// How the titles begin behind "WARNING: ", "[ INFO: ", "[ BUG: " or "INFO: " (kernel/locking/lockdep.c;
// kernel/lockdep.c before 3.13).
constexpr std::string_view kTitles[] = {
    "possible circular locking",
    "possible recursive locking",
    "inconsistent lock state",
    "possible irq lock inversion",
    "HARDIRQ-safe -> ",
    "SOFTIRQ-safe -> ",
    "hard-safe -> ",
    "soft-safe -> ",
    "suspicious RCU usage",
    "suspicious rcu_deref",
    "bad unlock balance",
    "bad contention",
    "held lock freed",
    "lock held when returning",
    "lock held at task exit",
    "Nested lock was not taken",
    "Invalid wait context",
    "chain_key collision",
    "trying to register non-static",
};

bool IsTitle(Cursor rest) {
    for (std::string_view title : kTitles) {
        if (rest.rest().starts_with(title)) return true;
    }
    return false;
}

// 6.1.0-rc1+ #3 Not tainted    3.10.0-rc1 #1 Tainted: G        W   (print_kernel_ident)
bool ReadKernelIdent(EventBuilder& builder, const Line&, Cursor rest) {
    rest.Skip("(");
    std::string_view release = rest.Token();
    rest.SkipSpaces();
    if (release.empty() || !IsDecimalDigit(release.front()) || rest.peek() != '#') return false;
    builder.event.release = release;
    builder.event.build = rest.Token();
    if (rest.SkipPast("Tainted:")) builder.SetTaint(rest.rest());
    if (rest.rest().ends_with("Not tainted")) builder.SetTaint({});
    return true;
}

void BeginLockdep(EventBuilder& builder, const Line& line, Cursor rest) {
    Cursor title(rest.rest());
    if (title.rest().ends_with(" ]")) title = Cursor(title.rest().substr(0, title.rest().size() - 2));
    builder.AddFact("title", Trim(title.rest()));
    builder.message = {rest.rest(), line.number};
    builder.continuation = ReadKernelIdent;
}

constexpr EventRule Title(std::string_view prefix) {
    return {prefix, EventKind::kLockdep, Severity::kWarning, BeginLockdep, nullptr, IsTitle};
}

constexpr EventRule kRules[] = {Title("WARNING: "), Title("[ INFO: "), Title("[ BUG: "), Title("INFO: ")};

// ffff888104c4a0a8 (&mm->mmap_lock#2){++++}-{3:3}, at: do_user_addr_fault+0x1c0/0x5f0
//  (&(&x->lock)->rlock){+.+...}, at: [<ffffffffa0001234>] fn+0x10/0x20 [module]
bool ReadWanted(EventBuilder& builder, const Line& line, Cursor rest) {
    constexpr LineForm kForms[] = {"%_(%s){%_}%_at: %s\0lock_wanted\0place", "%_(%s) at:\0lock_wanted"};
    return ReadForms(builder, line, kForms, rest.rest());
}

bool ReadHeld(EventBuilder& builder, const Line& line, Cursor rest) {
    return ReadForm(builder, line, "%_(%s){%_}%_at: %s\0lock_held\0place_held", rest.rest());
}

// [<ffffffff81234567>] fn+0x10/0x20, behind "… is trying to release lock (&lock) at:"
bool ReadReleasePlace(EventBuilder& builder, const Line&, Cursor rest) {
    builder.AddFact("place", rest.rest());
    return true;
}

constexpr LineForm kWanted[] = {
    // kswapd0/35 is trying to acquire lock:
    "%C/%p is trying to acquire lock:",
    // swapper/0/0 [HC0[0]:SC1[1]:HE1:SE0] is trying to acquire:
    "%C/%p [HC%_] is trying to acquire:",
    // swapper/0/0 just changed the state of lock:
    "%C/%p just changed the state of lock:",
    // bash/1234 [HC0[0]:SC0[0]:HE1:SE1] takes:
    "%C/%p [HC%_] takes:",
    // bash/1234 is trying to lock:
    "%C/%p is trying to lock:",
};

constexpr LineForm kHeld[] = {
    "but task is already holding",
    "and this task is already holding",
    "but this lock took another",
};

constexpr LineForm kForms[] = {
    // inconsistent {IN-HARDIRQ-W} -> {HARDIRQ-ON-W} usage.
    "inconsistent %s usage.\0usage",
    // net/core/dev.c:5110 suspicious rcu_dereference_check() usage!
    "%f:%l %s usage!\0usage",
    // -> #1 (&b->lock){+.+.}-{3:3}:
    "%T-> #%_ (%_)",
    // {IN-HARDIRQ-W} state was registered at:
    "%T{%_} state was registered at:",
    "%tstack backtrace:",
};

// swapper/1 is trying to release lock (&x->lock) at:
constexpr LineForm kRelease = "%C/%p is trying to release lock (%s) at:\0lock_wanted";

bool ReadLockdepLine(EventBuilder& builder, const Line& line, Cursor rest) {
    // The empty line that the kernel prints before many of them is "#012" in syslog's files.
    rest.Skip("#012");
    rest.SkipSpaces();
    std::string_view text = rest.rest();
    if (ReadForms(builder, line, kWanted, text)) {
        builder.continuation = ReadWanted;
    } else if (ReadForms(builder, line, kHeld, text)) {
        builder.continuation = ReadHeld;
    } else if (ReadForm(builder, line, kRelease, text)) {
        builder.continuation = ReadReleasePlace;
    } else {
        return ReadForms(builder, line, kForms, text);
    }
    return true;
}

constexpr LineRule kLines[] = {
    {"", ReadLockdepLine},
};

}  // namespace

constinit const std::span<const EventRule> kLockdepEvents = kRules;
constinit const std::span<const LineRule> kLockdepLines = kLines;

}  // namespace faultbox
