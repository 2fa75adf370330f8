#include "target/oops/event_builder.h"
#include "target/oops/kinds/kinds.h"

namespace faultbox {
namespace {

// A driver, a bus address and a device: "r8169 0000:01:00.0 eth0".
constexpr size_t kLongestName = 64;

std::string_view NameBefore(const Line& line) {
    std::string_view text = Trim(line.text);
    return text.substr(0, BehindName(text));
}

void BeginOfTask(EventBuilder& builder, const Line& line, Cursor) {
    builder.event.comm = NameBefore(line);
}

// memcpy: detected field-spanning write (size 8) of single field "&x->y" at a/b.c:10 (size 4)
void BeginOfFunction(EventBuilder& builder, const Line& line, Cursor) {
    builder.AddFact("function", NameBefore(line));
    builder.announced = builder.event.source_location.file.empty();
    builder.message = {Trim(line.text), line.number};
    builder.continuation = nullptr;
    builder.AddFact("message", builder.message.text);
}

// r8169 0000:01:00.0 eth0: NETDEV WATCHDOG: CPU: 3: transmit queue 0 timed out 5123 ms
void BeginOfDevice(EventBuilder& builder, const Line& line, Cursor) {
    std::string_view name = NameBefore(line);
    size_t blank = name.rfind(' ');
    if (blank == std::string_view::npos) return builder.AddFact("device", name);
    builder.AddFact("device", name.substr(blank + 1));
    builder.AddFact("driver", name.substr(0, name.find(' ')));
}

bool IsWarning(const EventBuilder& builder) {
    return builder.event.kind == EventKind::kWarning && builder.message.line == 0 && builder.event.traces.empty();
}

// ffff880818267dc8     0  9724      1 0x00000000, of the "bash   D ffff880818267dc8     0  9724      1 0x00000000" that
// sched_show_task() prints before 5.8: the address (none since 4.14), bytes of stack left, pid, parent's pid, flags.
std::optional<uint32_t> PidOfBlockedTask(Cursor rest) {
    rest.SkipSpaces();
    std::string_view first = rest.Token();
    if (first.size() >= 8 && IsHex(first)) {
        rest.SkipSpaces();
        first = rest.Token();
    }
    rest.SkipSpaces();
    std::optional<uint32_t> pid = rest.Decimal32();
    rest.SkipSpaces();
    bool parent = rest.Decimal32().has_value();
    rest.SkipSpaces();
    bool whole = Cursor(first).Decimal32() && parent && rest.Skip("0x") && IsHex(rest.rest());
    return whole ? pid : std::nullopt;
}

bool IsBlockedTask(Cursor rest) {
    return PidOfBlockedTask(rest).has_value();
}

// The line names the state of the hung task of the event that is open, or it is part of an event of another kind.
bool HasNoState(const EventBuilder& builder) {
    return builder.event.kind != EventKind::kHungTask || !HasFact(builder, "state");
}

// A hung task, where the log lost the line that says for how long, or the answer to a SysRq "w".
void BeginBlockedTask(EventBuilder& builder, const Line& line, Cursor rest) {
    if (builder.event.first_line == line.number) {
        builder.event.kind = EventKind::kHungTask;
        builder.event.comm = Trim(NameBefore(line));
        builder.event.pid = PidOfBlockedTask(rest);
        builder.other_cpu = true;
    }
    std::string_view state = Trim(line.text).substr(NameBefore(line).size() + 1, 1);
    if (builder.event.kind == EventKind::kHungTask) builder.AddFact("state", state);
}

constexpr EventRule kRules[] = {
    // java invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0
    {" invoked oom-killer: ", EventKind::kOomKill, Severity::kError, BeginOfTask, nullptr, nullptr,
     "gfp_mask=%x%_ order=%d\0gfp_mask\0order"},
    // kworker/u4:1: page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_COMP), nodemask=(null)
    {": page allocation failure: ", EventKind::kOutOfMemory, Severity::kWarning, BeginOfTask, nullptr, nullptr,
     "order:%d, mode:%x\0order\0gfp_mask"},
    // swapper: page allocation failure. order:1, mode:0x20
    {": page allocation failure. ", EventKind::kOutOfMemory, Severity::kWarning, BeginOfTask, nullptr, nullptr,
     "order:%d, mode:%x\0order\0gfp_mask"},
    {" D ", EventKind::kUnknown, Severity::kError, BeginBlockedTask, HasNoState, IsBlockedTask},
    {": NETDEV WATCHDOG: ", EventKind::kNetdevWatchdog, Severity::kError, BeginOfDevice, nullptr, nullptr,
     "CPU: %c: transmit queue %d timed out %d ms\0queue\0timeout_ms"},
    {": detected field-spanning write ", EventKind::kFortify, Severity::kError, BeginOfFunction, IsWarning, nullptr,
     "(size %d) of single field \"%s\" at %_ (size %d)\0size\0field\0field_size"},
    // memcpy: detected buffer overflow: 16 byte write of buffer size 8
    {": detected buffer overflow: ", EventKind::kFortify, Severity::kError, BeginOfFunction, IsWarning, nullptr,
     "%d byte %s of buffer size %d\0size\0access\0buffer_size"},
};

// Of the words behind ": " in kRules.
constexpr std::string_view kInitials = "pNd";
constexpr std::string_view kOomKiller = " invoked oom-killer";

}  // namespace

// All of them have a colon right behind the name, or behind kOomKiller; but the state of a task stands in one place:
// the name is cut or filled to 15 characters, to 13 before 3.3.
size_t BehindName(std::string_view text) {
    for (size_t at : {size_t{15}, size_t{13}}) {
        if (text.size() > at && text.substr(at).starts_with(" D ")) return at;
    }
    std::string_view head = text.substr(0, kLongestName + kOomKiller.size());
    for (size_t at = head.find(':'); at != std::string_view::npos; at = head.find(':', at + 1)) {
        if (head.substr(0, at).ends_with(kOomKiller)) return at - kOomKiller.size();
        if (at > kLongestName) return 0;
        if (at + 2 >= text.size() || !kInitials.contains(text[at + 2])) continue;
        for (const EventRule& rule : kRules) {
            if (at != 0 && text.substr(at).starts_with(rule.prefix)) return at;
        }
    }
    return 0;
}

constinit const std::span<const EventRule> kNamedEvents = kRules;

}  // namespace faultbox
