#include "target/oops/arm64_fault.h"
#include "target/oops/arm_fault.h"
#include "target/oops/event_builder.h"
#include "target/oops/kinds/kinds.h"

namespace faultbox {
namespace {

struct DieName {
    std::string_view name;
    EventKind kind;
    bool has_status;  ///< The number behind it is the fault status register, not a placeholder.
};

// First argument of die() in kernel/traps.c and mm/fault.c of arch/arm and arch/arm64. The name is empty where it is
// that of the fault table: "Internal error: : 1406 [#1] SMP ARM".
constexpr DieName kNames[] = {
    {"Oops", EventKind::kUnknown, true},
    {"", EventKind::kUnknown, true},
    {"Oops - BUG", EventKind::kBug, false},
    {"Oops - undefined instruction", EventKind::kUndefinedInstruction, false},
    {"Oops - bad mode", EventKind::kBadMode, false},
    {"Oops - CFI", EventKind::kCfiFailure, false},
    {"Oops - Undefined instruction", EventKind::kUndefinedInstruction, false},
    {"Oops - BTI", EventKind::kCfiFailure, false},
    {"Oops - FPAC", EventKind::kCfiFailure, false},
    {"Oops - GCS", EventKind::kCfiFailure, false},
    {"Oops - KASAN", EventKind::kKasan, false},
    {"Oops - SP/PC alignment exception", EventKind::kAlignmentFault, false},
    {"SP/PC alignment exception", EventKind::kAlignmentFault, false},
    {"kernel stack overflow", EventKind::kStackOverflow, false},
};

// Internal error: Oops: 96000046 [#1] SMP    Internal error: BRK handler: 00000000f20003e8 [#1] PREEMPT SMP
// A syndrome is one whatever the name says; arm64 prints zero where it has none.
void ReadSyndrome(EventBuilder& builder, const Line& line, std::string_view digits) {
    if (!IsSyndrome(digits)) return;
    SetArm64(builder);
    if (ParseHex(digits) != 0) builder.SetFaultStatus(digits, line);
}

void ReadName(EventBuilder& builder, const Line& line, std::string_view name, std::string_view digits) {
    for (const DieName& die : kNames) {
        if (die.name != name) continue;
        builder.RefineKind(die.kind);
        if (die.has_status && !IsSyndrome(digits)) builder.SetFaultStatus(digits, line);
        return;
    }
    builder.AddFact("die", name);
}

// Internal error: Oops: a05 [#1] PREEMPT SMP ARM
// Internal error: Oops - BUG: 0 [#1]
// Internal error: : 1028 [#1] SMP THUMB2
void BeginDie(EventBuilder& builder, const Line& line, Cursor rest) {
    builder.dying = true;
    builder.expects_end_marker = true;
    if (builder.event.headline.empty()) builder.event.headline = Trim(line.text);
    std::string_view name = rest.Until(" [#");
    size_t colon = name.rfind(':');
    if (colon != std::string_view::npos) {
        std::string_view digits = Trim(name.substr(colon + 1));
        ReadSyndrome(builder, line, digits);
        ReadName(builder, line, name.substr(0, colon), digits);
    }
    if (std::optional<uint32_t> count = rest.Decimal32()) builder.event.die_count = count;
    if (rest.rest().ends_with(" ARM") || rest.rest().ends_with(" THUMB2")) SetArm(builder);
}

constexpr EventRule kRules[] = {
    {"Internal error: ", EventKind::kUnknown, Severity::kFatal, BeginDie, AwaitsDie},
};

}  // namespace

bool AwaitsDie(const EventBuilder& builder) {
    return (builder.announced || builder.provisional) && !builder.dying;
}

bool AwaitsBug(const EventBuilder& builder) {
    return builder.event.kind == EventKind::kCfiFailure && AwaitsDie(builder);
}

constinit const std::span<const EventRule> kDieEvents = kRules;

}  // namespace faultbox
