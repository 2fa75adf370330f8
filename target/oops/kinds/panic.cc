#include "target/oops/event_builder.h"
#include "target/oops/kinds/kinds.h"

namespace faultbox {
namespace {

// Kernel panic - not syncing: Fatal exception
// Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b
void BeginPanic(EventBuilder& builder, const Line&, Cursor rest) {
    rest.Skip(":");
    builder.event.panic_reason = Trim(rest.rest());
}

bool AwaitsPanic(const EventBuilder& builder) {
    return builder.panics && !builder.dying && builder.event.panic_reason.empty();
}

// Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: fn+0x1/0x2
// Kernel panic - not syncing: Watchdog detected hard LOCKUP on cpu 0
void BeginKindOfPanic(EventBuilder& builder, const Line& line, Cursor) {
    Cursor reason(line.text);
    reason.SkipPast("syncing: ");
    builder.event.panic_reason = Trim(reason.rest());
}

bool IsPanic(const EventBuilder& builder) {
    return builder.event.kind == EventKind::kPanic || !builder.event.panic_reason.empty();
}

// CPU0: stopping (ipi_cpu_stop, arch/arm/kernel/smp.c): what follows is that processor's backtrace.
bool ReadStopping(EventBuilder& builder, const Line& line, Cursor rest) {
    if (!IsPanic(builder) || !rest.Decimal32() || !rest.Skip(": stopping")) return false;
    builder.other_cpu = true;
    builder.BeginTrace(Trim(line.text));
    return true;
}

constexpr EventRule kKindRules[] = {
    {"Kernel panic - not syncing: stack-protector: ", EventKind::kStackProtector, Severity::kFatal, BeginKindOfPanic,
     nullptr, nullptr, "Kernel stack is corrupted in: %s\0function"},
    {"Kernel panic - not syncing: Watchdog detected hard LOCKUP on cpu ", EventKind::kHardLockup, Severity::kFatal,
     BeginKindOfPanic, AwaitsPanic, nullptr, "%c"},
};

constexpr EventRule kRules[] = {
    {"Kernel panic - not syncing", EventKind::kPanic, Severity::kFatal, BeginPanic, AwaitsPanic},
};

constexpr LineRule kLines[] = {
    {"CPU", ReadStopping},
};

}  // namespace

constinit const std::span<const EventRule> kKindOfPanicEvents = kKindRules;
constinit const std::span<const EventRule> kPanicEvents = kRules;
constinit const std::span<const LineRule> kPanicLines = kLines;

}  // namespace faultbox
