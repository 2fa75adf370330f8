#include "target/oops/arm64_fault.h"
#include "target/oops/event_builder.h"
#include "target/oops/kinds/kinds.h"

namespace faultbox {
namespace {

void Announce(EventBuilder& builder) {
    SetArm64(builder);
    builder.announced = true;
    builder.panics = true;
    builder.expects_end_marker = true;
}

// The kernel had no handler for what others call a page fault.
EventKind KindOfException(const CrashEvent& event) {
    EventKind kind = KindOfSyndrome(*event.fault.status);
    bool bad_mode = event.headline.starts_with("Bad mode in ") && kind == EventKind::kPageFault;
    return bad_mode ? EventKind::kBadMode : kind;
}

// 4, code 0x00000000be000411 -- SError
// Synchronous Abort handler detected, code 0x86000005
// Error handler detected on CPU0, code 0xbf000002 -- SError
// 64-bit el1h sync exception on CPU0, ESR 0x0000000034000002 -- BTI
void BeginException(EventBuilder& builder, const Line& line, Cursor rest) {
    Announce(builder);
    Cursor cpu = rest;
    if (cpu.SkipPast(" on CPU") || IsDecimalDigit(cpu.peek())) builder.event.cpu = cpu.Decimal32();
    if (!rest.SkipPast(" 0x")) return;
    builder.SetFaultStatus(rest.HexDigits(), line);
    if (builder.event.fault.status) builder.RefineKind(KindOfException(builder.event));
}

bool HasCode(Cursor rest) {
    return rest.SkipPast(", code 0x");
}

bool IsUnhandled(Cursor rest) {
    return rest.SkipPast(" exception on CPU") && rest.SkipPast(", ESR 0x");
}

// Unexpected kernel BRK exception at EL1 (debug-monitors.c), then "Internal error: BRK handler: f20003e8 [#1]".
void BeginUnexpected(EventBuilder& builder, const Line&, Cursor) {
    Announce(builder);
}

// die() or panic() follows all of them, by generation: "Oops - bad mode" up to 4.11, "bad mode" up to 5.11,
// "Unhandled exception" and "Asynchronous SError Interrupt" since.
constexpr EventRule kRules[] = {
    {"SError Interrupt on CPU", EventKind::kUnknown, Severity::kFatal, BeginException, nullptr, HasCode},
    {"Bad mode in ", EventKind::kUnknown, Severity::kFatal, BeginException, nullptr, HasCode},
    {"Unhandled ", EventKind::kUnknown, Severity::kFatal, BeginException, nullptr, IsUnhandled},
    {"Unexpected kernel BRK exception at EL1", EventKind::kUnknown, Severity::kFatal, BeginUnexpected},
    {"Unexpected kernel single-step exception at EL1", EventKind::kUnknown, Severity::kFatal, BeginUnexpected},
};

}  // namespace

constinit const std::span<const EventRule> kArm64Events = kRules;

}  // namespace faultbox
