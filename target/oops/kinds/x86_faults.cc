#include "target/oops/event_builder.h"
#include "target/oops/kinds/kinds.h"
#include "target/oops/location.h"
#include "target/oops/x86_fault.h"
#include "target/oops/x86_place.h"

namespace faultbox {
namespace {

void Announce(EventBuilder& builder) {
    builder.announced = true;
    builder.expects_end_marker = true;
}

// 0000000000000010    00000008    (null)
void ReadAddress(EventBuilder& builder, const Line& line, Cursor& rest) {
    rest.SkipSpaces();
    if (rest.Skip("(null)")) {
        builder.event.fault.address = 0;
        return;
    }
    std::string_view digits = rest.HexDigits();
    Arch arch = X86OfDigits(digits.size());
    if (arch != Arch::kUnknown) {
        SetX86(builder, arch);
        return builder.SetFaultAddress(digits, line);
    }
    size_t wanted = digits.size() < 12 ? 8 : 16;
    builder.AddDamage(digits.size() < wanted ? DamageKind::kMissingDigits : DamageKind::kExtraDigits, line.number,
                      digits);
}

// Words such as "dereference" begin with hexadecimal digits, too.
bool IsAddress(Cursor rest) {
    rest.SkipSpaces();
    if (rest.Skip("(null)")) return true;
    return rest.HexDigits().size() >= 4 && (rest.at_end() || rest.peek() == ' ');
}

// Aug 16 13:20:30 hh kernel: BUG: unable to handle kernel NULL pointer
// dereference at virtual address 00000000
bool ReadWrappedAddress(EventBuilder& builder, const Line& line, Cursor rest) {
    if (!IsAddress(rest) && !rest.SkipPast("address ") && !rest.SkipPast(" at ")) return false;
    if (line.has_prefix() || !IsAddress(rest)) return false;
    builder.AddDamage(DamageKind::kWrappedLine, line.number, line.text);
    ReadAddress(builder, line, rest);
    return true;
}

// BUG: unable to handle kernel NULL pointer dereference at 0000000000000010
// BUG: unable to handle kernel NULL pointer dereference at           (null)
// BUG: unable to handle kernel paging request at virtual address 0c0c9ca0
// BUG: unable to handle page fault for address: ffff9e6ad18b6000
// BUG: kernel NULL pointer dereference, address: 0000000000000008
// Unable to handle kernel NULL pointer dereference at 0000000000000000 RIP: (until 2.6.24, 64 bits)
//  [<ffffffff8801f9c5>] :jbd:journal_start+0x3c/0xa3
void BeginPageFault(EventBuilder& builder, const Line& line, Cursor rest) {
    Announce(builder);
    std::string_view text = Trim(line.text);
    builder.RefineKind(text.contains("NULL pointer") ? EventKind::kNullDereference : EventKind::kPageFault);
    rest = Cursor(text);
    if (!rest.SkipPast(" address: ") && !rest.SkipPast(" address ") && !rest.SkipPast(" at ")) rest = Cursor({});
    if (!IsAddress(rest)) {
        builder.continuation = ReadWrappedAddress;
        return;
    }
    ReadAddress(builder, line, rest);
    if (!rest.SkipPast(" RIP:")) return;
    rest.SkipSpaces();
    if (rest.at_end() || !ReadIp(builder, line, rest)) builder.continuation = ReadIp;
}

bool IsOldPageFault(Cursor rest) {
    return rest.SkipPast(" at ") && IsAddress(rest) && rest.SkipPast(" RIP:");
}

// kernel tried to execute NX-protected page - exploit attempt? (uid: 0)
// unable to execute userspace code (SMEP?) (uid: 1000)
void BeginExecution(EventBuilder& builder, const Line&, Cursor) {
    Announce(builder);
    builder.event.fault.stated_access = Access::kExecute;
}

bool AwaitsPageFault(const EventBuilder& builder) {
    return AwaitsDie(builder) && builder.event.fault.stated_access == Access::kExecute && !builder.event.fault.address;
}

// PANIC: double fault, error_code: 0x0
// PANIC: double fault, gdt at c1800000 [255 bytes] (32 bits)
void BeginDoubleFault(EventBuilder& builder, const Line&, Cursor rest) {
    Announce(builder);
    if (rest.Skip("error_code: ")) builder.AddHexFact("error_code", rest.Hex());
}

// Addresses that %p printed are hashes from 4.15 on, with the upper half clear; kernel stacks have the highest bit set.
bool IsKernelAddress(std::string_view digits) {
    std::optional<uint64_t> value = ParseHex(digits);
    return value && (digits.size() == 8 || (*value >> 63) != 0);
}

bool IsGuardPage(Cursor rest) {
    rest.Until("stack guard page was hit at ");
    return IsHexDigit(rest.peek());
}

// BUG: stack guard page was hit at ffffc900011bbff8 (stack is ffffc900011bc000..ffffc900011bffff)
// BUG: TASK stack guard page was hit at ffffc9000345fff8 (stack is ffffc90003460000..ffffc90003468000)
void BeginGuardPage(EventBuilder& builder, const Line& line, Cursor rest) {
    Announce(builder);
    std::string_view stack = Trim(rest.Until("stack guard page was hit at "));
    builder.AddFact("stack", stack);
    std::string_view digits = rest.HexDigits();
    if (!IsKernelAddress(digits)) return;
    ReadAddress(builder, line, (rest = Cursor(digits)));
    Cursor range(line.text);
    if (!range.SkipPast("(stack is ")) return;
    builder.AddHexFact("stack_begin", range.Hex());
    if (range.Skip("..")) builder.AddHexFact("stack_end", range.Hex());
}

// traps: Missing ENDBR: _portMemAllocatorAllocNonPagedWrapper+0x0/0x10 [nvidia]
void BeginMissingEndbr(EventBuilder& builder, const Line&, Cursor rest) {
    Announce(builder);
    builder.AddFact("cfi_target", Trim(rest.rest()));
}

constexpr EventRule kRules[] = {
    {"BUG: unable to handle ", EventKind::kUnknown, Severity::kFatal, BeginPageFault, AwaitsPageFault},
    {"BUG: kernel NULL pointer dereference, address: ", EventKind::kUnknown, Severity::kFatal, BeginPageFault},
    {"Unable to handle kernel ", EventKind::kUnknown, Severity::kFatal, BeginPageFault, AwaitsPageFault,
     IsOldPageFault},
    {"kernel tried to execute NX-protected page", EventKind::kProtectionFault, Severity::kFatal, BeginExecution},
    {"unable to execute userspace code", EventKind::kUserAccessFault, Severity::kFatal, BeginExecution},
    {"PANIC: double fault, ", EventKind::kDoubleFault, Severity::kFatal, BeginDoubleFault},
    {"traps: PANIC: double fault, ", EventKind::kDoubleFault, Severity::kFatal, BeginDoubleFault},
    {"BUG: ", EventKind::kStackOverflow, Severity::kFatal, BeginGuardPage, nullptr, IsGuardPage},
    {"traps: Missing ENDBR: ", EventKind::kCfiFailure, Severity::kFatal, BeginMissingEndbr},
    {"Missing ENDBR: ", EventKind::kCfiFailure, Severity::kFatal, BeginMissingEndbr},
};

}  // namespace

constinit const std::span<const EventRule> kX86FaultEvents = kRules;

}  // namespace faultbox
