#include "target/oops/event_builder.h"
#include "target/oops/kinds/kinds.h"

namespace faultbox {
namespace {

void Announce(EventBuilder& builder) {
    builder.announced = true;
    builder.expects_end_marker = true;
}

// kernel BUG at fs/buffer.c:1270!
void BeginBug(EventBuilder& builder, const Line&, Cursor rest) {
    Announce(builder);
    builder.event.severity = Severity::kFatal;
    std::string_view place = rest.Until("!");
    size_t colon = place.rfind(':');
    if (colon == std::string_view::npos) return;
    Cursor number(place.substr(colon + 1));
    std::optional<uint32_t> line_number = number.Decimal32();
    if (!line_number || !number.at_end()) return;
    builder.event.source_location = {place.substr(0, colon), *line_number};
}

// Kernel BUG at c0044d34 [verbose debug info unavailable]
void BeginAnonymousBug(EventBuilder& builder, const Line&, Cursor) {
    Announce(builder);
}

// Bad mode in data abort handler detected
bool IsBadMode(Cursor rest) {
    return rest.rest().ends_with(" handler detected");
}

bool AwaitsReportOrBug(const EventBuilder& builder) {
    return AwaitsReport(builder) || AwaitsBug(builder);
}

// BUG: unsupported FP instruction in kernel mode (arch/arm/vfp/vfpmodule.c), then "Oops - undefined instruction".
// Bad mode in data abort handler detected, then "Oops - bad mode".
// Insufficient stack space to handle exception!, then "kernel stack overflow".
constexpr EventRule kRules[] = {
    {"kernel BUG at ", EventKind::kBug, Severity::kFatal, BeginBug, AwaitsReportOrBug},
    {"Kernel BUG at ", EventKind::kBug, Severity::kFatal, BeginAnonymousBug},
    {"BUG: unsupported FP instruction in kernel mode", EventKind::kUndefinedInstruction, Severity::kFatal,
     BeginAnonymousBug},
    {"Bad mode in ", EventKind::kBadMode, Severity::kFatal, BeginAnonymousBug, nullptr, IsBadMode},
    {"Insufficient stack space to handle exception!", EventKind::kStackOverflow, Severity::kFatal, BeginAnonymousBug},
};

}  // namespace

constinit const std::span<const EventRule> kBugEvents = kRules;

}  // namespace faultbox
