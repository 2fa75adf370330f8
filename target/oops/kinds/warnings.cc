#include "target/oops/event_builder.h"
#include "target/oops/kinds/kinds.h"

namespace faultbox {
namespace {

// What stands behind the line of a WARN when there is no message, or before it in 2.6 ("Hardware name: …").
constexpr std::string_view kNoMessage[] = {"Modules linked in:", "CPU: ", "Pid: ", "Call ", "Backtrace:", "---["};

void TakeMessage(EventBuilder& builder, const Line& line) {
    builder.message = {Trim(line.text), line.number};
    builder.continuation = nullptr;
    builder.AddFact("message", builder.message.text);
}

// Before 4.16, the message of WARN() follows its line, in 2.6 behind "Hardware name: PowerEdge R510":
//   NETDEV WATCHDOG: slave0 (bnx2): transmit queue 5 timed out
bool ReadMessage(EventBuilder& builder, const Line& line, Cursor rest) {
    if (rest.rest().starts_with("Hardware name: ")) {
        builder.continuation = ReadMessage;
        return false;
    }
    for (std::string_view prefix : kNoMessage) {
        if (rest.rest().starts_with(prefix)) return false;
    }
    TakeMessage(builder, line);
    return true;
}

// WARNING: at net/sched/sch_generic.c:261 dev_watchdog+0x263/0x270() (Tainted: GF          ---------------   )
void BeginWarning(EventBuilder& builder, const Line&, Cursor) {
    bool message_first = builder.announced;
    builder.announced = false;
    builder.expects_end_marker = true;
    if (builder.message.line != 0 && !message_first) {
        builder.event.first_line = builder.message.line;
        builder.AddFact("message", builder.message.text);
    } else if (!message_first) {
        builder.continuation = ReadMessage;
    }
}

bool AwaitsMessage(const EventBuilder& builder) {
    return builder.event.kind == EventKind::kWarning && builder.message.line == 0 && builder.event.traces.empty() &&
           builder.event.modules.empty();
}

// A message that has its kind, before the line of its WARN or BUG, or behind it.
void BeginMessage(EventBuilder& builder, const Line& line, Cursor) {
    builder.announced = builder.event.source_location.file.empty();
    TakeMessage(builder, line);
}

// sysfs: cannot create duplicate filename '/bus/platform/devices/x', with a trace but without a WARN since 4.14.
void BeginReport(EventBuilder& builder, const Line& line, Cursor) {
    TakeMessage(builder, line);
}

constexpr FormRule Warn(LineForm form) {
    return {"WARNING: ", form, EventKind::kWarning, Severity::kWarning};
}

constexpr FormRule Message(const char* prefix, EventKind kind, Severity severity, LineForm form) {
    return {prefix, form, kind, severity};
}

constexpr FormRule List(LineForm form) {
    return Message("list_", EventKind::kListCorruption, Severity::kError, form);
}

constexpr FormRule Usercopy(LineForm form) {
    return Message("usercopy: ", EventKind::kUsercopy, Severity::kError, form);
}

constexpr FormRule kWarnings[] = {
    // WARNING: CPU: 1 PID: 23 at fs/x.c:10 fn+0x1/0x2 [mod]
    Warn("CPU: %c PID: %p at %f:%l%? %b"),
    // WARNING: at block/blk.h:227 generic_make_request_checks+0x36e/0x380()
    Warn("at %f:%l%? %b"),
    // WARNING: kernel/module/main.c:77 at fn+0x1/0x2, CPU#1: modprobe/23
    Warn("%f:%l at %b, CPU#%c: %C/%p"),
};

constexpr FormRule kMessages[] = {
    // NETDEV WATCHDOG: slave0 (bnx2): transmit queue 5 timed out
    // NETDEV WATCHDOG: eth0 (r8169): transmit queue 0 timed out 5003 ms
    Message("NETDEV WATCHDOG: ", EventKind::kNetdevWatchdog, Severity::kError,
            "%s (%s): transmit queue %d timed out%? %d ms\0device\0driver\0queue\0timeout_ms"),
    // NETDEV WATCHDOG: eth0: transmit timed out
    Message("NETDEV WATCHDOG: ", EventKind::kNetdevWatchdog, Severity::kError, "%s: transmit timed out\0device"),
    // refcount_t: underflow; use-after-free.
    Message("refcount_t: ", EventKind::kRefcount, Severity::kError, "%s.\0what"),
    // list_add corruption. next->prev should be prev (ffff…), but was ffff…. (next=ffff…).
    List("%s corruption. %s should be %_ (%x), but was %x\0operation\0field\0expected\0found"),
    // list_del corruption. prev->next should be ffff…, but was dead000000000100. (prev=ffff…)
    List("%s corruption. %s should be %x, but was %x\0operation\0field\0expected\0found"),
    // list_del corruption, ffff…->next is LIST_POISON1 (dead000000000100)
    List("%s corruption, %_->%s is %s (%x)\0operation\0field\0poison\0found"),
    // list_del corruption, ffff…->next is NULL
    List("%s corruption, %_->%s is NULL\0operation\0field"),
    // list_add double add: new=ffff…, prev=ffff…, next=ffff….
    List("%s double add: new=%x\0operation\0found"),
    // list_add corruption. prev is NULL., and pointers that are hidden.
    List("%s corruption\0operation"),
    // ODEBUG: free active (active state 0) object type: timer_list hint: delayed_work_timer_fn+0x0/0x30
    Message("ODEBUG: ", EventKind::kWarning, Severity::kWarning,
            "%s (active state %d) object%_type: %s hint: %s\0operation\0active_state\0object_type\0hint"),
    // detected buffer overflow in memcpy
    Message("detected buffer overflow in ", EventKind::kFortify, Severity::kError, "%s\0function"),
    // usercopy: Kernel memory exposure attempt detected from SLUB object 'x' (offset 0, size 100)!
    Usercopy("%_ernel memory %s attempt detected %s object '%s' (offset %d, size %d)"
             "\0operation\0region\0object\0offset\0size"),
    // usercopy: Kernel memory overwrite attempt detected to process stack (offset 168, size 120)!
    Usercopy("%_ernel memory %s attempt detected %s (offset %d, size %d)\0operation\0region\0offset\0size"),
    // usercopy: kernel memory exposure attempt detected from ffff… (kmalloc-64) (100 bytes)
    Usercopy("%_ernel memory %s attempt detected %_ %x (%s) (%d bytes)\0operation\0address\0object\0size"),
    Usercopy("%_ernel memory %s attempt detected\0operation"),
    // do not call blocking ops when !TASK_RUNNING; state=1 set at [<ffffffff810c0b1a>] prepare_to_wait+0x1a/0x80
    Message("do not call blocking ops ", EventKind::kWarning, Severity::kWarning,
            "%_state=%x set at %s\0state\0set_at"),
};

constexpr FormRule kReports[] = {
    {"sysfs: cannot create duplicate filename ", "'%s'\0filename", EventKind::kWarning, Severity::kWarning},
};

constexpr FormTable kTables[] = {
    {kWarnings, BeginWarning, AwaitsReport},
    {kMessages, BeginMessage, AwaitsMessage},
    {kReports, BeginReport, AwaitsMessage},
};

}  // namespace

bool AwaitsReport(const EventBuilder& builder) {
    return builder.announced && !builder.dying && builder.message.line != 0 &&
           builder.event.source_location.file.empty();
}

constinit const std::span<const FormTable> kWarningEvents = kTables;

}  // namespace faultbox
