#include "target/oops/arm64_fault.h"
#include "target/oops/event_builder.h"
#include "target/oops/kinds/kinds.h"

namespace faultbox {
namespace {

struct NamedKind {
    std::string_view name;
    EventKind kind;
};

// What "Unable to handle kernel" is followed by (die_kernel_fault, arch/arm and arch/arm64, mm/fault.c).
constexpr NamedKind kRequests[] = {
    {"NULL pointer dereference", EventKind::kNullDereference},
    {"paging request", EventKind::kPageFault},
    {"access to user memory", EventKind::kUserAccessFault},
    {"execution of user memory", EventKind::kUserAccessFault},
    {"execution of memory", EventKind::kProtectionFault},
    {"execute from non-executable memory", EventKind::kProtectionFault},
    {"write to read-only memory", EventKind::kProtectionFault},
    {"read from unreadable memory", EventKind::kProtectionFault},
};

// Words in the names of the fault tables, arch/arm/mm/fsr-2level.c and fsr-3level.c; the first that fits counts.
constexpr NamedKind kFaultNames[] = {
    {"alignment", EventKind::kAlignmentFault},     {"abort", EventKind::kExternalAbort},
    {"linefetch", EventKind::kExternalAbort},      {"parity", EventKind::kExternalAbort},
    {"domain fault", EventKind::kUserAccessFault}, {"permission fault", EventKind::kProtectionFault},
    {"translation fault", EventKind::kPageFault},  {"access flag fault", EventKind::kPageFault},
    {"instruction fault", EventKind::kUnknown},
};

void ReadAccess(EventBuilder& builder, Cursor rest) {
    EventFault& fault = builder.event.fault;
    rest.SkipSpaces();
    if (!rest.Skip("when ")) return;
    std::string_view access = rest.Token();
    if (access == "read") fault.stated_access = Access::kRead;
    if (access == "write") fault.stated_access = Access::kWrite;
    if (access == "execute") fault.stated_access = Access::kExecute;
}

void ReadAddress(EventBuilder& builder, const Line& line, Cursor rest) {
    std::string_view digits = rest.HexDigits();
    builder.SetFaultAddress(digits, line);
    if (digits.size() > 8) SetArm64(builder);
    ReadAccess(builder, rest);
}

// A mail or terminal broke the line:
//   [  241.462487] Unable to handle kernel NULL pointer dereference at
//   virtual address 00000122
bool ReadWrappedAddress(EventBuilder& builder, const Line& line, Cursor rest) {
    rest.SkipSpaces();
    rest.Skip("virtual ");
    rest.Skip("address ");
    if (!IsHexDigit(rest.peek())) return false;
    builder.AddDamage(DamageKind::kWrappedLine, line.number, line.text);
    ReadAddress(builder, line, rest);
    return true;
}

// Unable to handle kernel NULL pointer dereference at virtual address 0000002c
// Unable to handle kernel paging request at virtual address 00002008 when read
void BeginUnableToHandle(EventBuilder& builder, const Line& line, Cursor rest) {
    builder.announced = true;
    builder.expects_end_marker = true;
    for (const NamedKind& request : kRequests) {
        if (rest.rest().starts_with(request.name)) {
            builder.RefineKind(request.kind);
            break;
        }
    }
    if (rest.SkipPast(" virtual address ")) return ReadAddress(builder, line, rest);
    builder.continuation = ReadWrappedAddress;
}

// imprecise external abort (0x1406) at 0xb6e00f78
// synchronous external abort (0x96000010) at 0xffffff800bcd801c
void BeginUnhandledFault(EventBuilder& builder, const Line& line, Cursor rest) {
    builder.announced = true;
    builder.expects_end_marker = true;
    builder.user_unless_dying = true;
    builder.event.headline = Trim(line.text);
    std::string_view name = rest.Until(" (0x");
    for (const NamedKind& fault : kFaultNames) {
        if (name.contains(fault.name)) {
            builder.RefineKind(fault.kind);
            break;
        }
    }
    builder.AddFact("fault_name", name);
    std::string_view digits = rest.HexDigits();
    builder.SetFaultStatus(digits, line);
    if (IsSyndrome(digits)) SetArm64(builder);
    if (rest.SkipPast(" at 0x")) builder.SetFaultAddress(rest.HexDigits(), line);
}

// Unhandled prefetch abort: breakpoint debug exception (0x002) at 0x00000000
void BeginUnhandledPrefetch(EventBuilder& builder, const Line& line, Cursor rest) {
    BeginUnhandledFault(builder, line, rest);
    builder.event.fault.prefetch = true;
}

// The next fault announces itself in the same words.
bool AwaitsMore(const EventBuilder& builder) {
    return AwaitsDie(builder) && !builder.holds_report;
}

constexpr EventRule kRules[] = {
    {"Unable to handle kernel ", EventKind::kUnknown, Severity::kFatal, BeginUnableToHandle, AwaitsMore},
    {"Unhandled fault: ", EventKind::kUnknown, Severity::kFatal, BeginUnhandledFault, AwaitsMore},
    {"Synchronous External Abort: ", EventKind::kUnknown, Severity::kFatal, BeginUnhandledFault, AwaitsMore},
    {"Unhandled prefetch abort: ", EventKind::kUnknown, Severity::kFatal, BeginUnhandledPrefetch, AwaitsMore},
};

}  // namespace

constinit const std::span<const EventRule> kFaultEvents = kRules;

}  // namespace faultbox
