#include <array>

#include "target/oops/event_builder.h"
#include "target/oops/kinds/kinds.h"

namespace faultbox {
namespace {

struct TrapName {
    std::string_view name;
    EventKind kind;
    bool page_fault;  ///< The number behind it is a page fault's error code.
};

// What die() is called with in arch/x86: kernel/traps.c, kernel/cet.c and mm/fault.c. The first that fits counts.
constexpr TrapName kTraps[] = {
    {"Oops", EventKind::kUnknown, true},
    {"Bad pagetable", EventKind::kPageFault, true},
    {"general protection fault", EventKind::kProtectionFault, false},
    {"invalid opcode", EventKind::kUndefinedInstruction, false},
    {"divide error", EventKind::kDivideError, false},
    {"double fault", EventKind::kDoubleFault, false},
    {"kernel stack overflow", EventKind::kStackOverflow, false},
    {"stack guard page", EventKind::kStackOverflow, false},
    {"stack segment", EventKind::kProtectionFault, false},
    {"segment not present", EventKind::kProtectionFault, false},
    {"invalid TSS", EventKind::kProtectionFault, false},
    {"alignment check", EventKind::kAlignmentFault, false},
    {"control protection fault", EventKind::kCfiFailure, false},
    {"int3", EventKind::kUnknown, false},
    {"debug", EventKind::kUnknown, false},
    {"overflow", EventKind::kUnknown, false},
    {"bounds", EventKind::kUnknown, false},
    {"coprocessor", EventKind::kUnknown, false},
    {"fpu exception", EventKind::kUnknown, false},
    {"simd exception", EventKind::kUnknown, false},
    {"unexpected #NM exception", EventKind::kUnknown, false},
    {"iret exception", EventKind::kUnknown, false},
    {"virtualization exception", EventKind::kUnknown, false},
};

struct DieLine {
    std::string_view name;  ///< Without the "Oops: " that 6.11 and later put before every name.
    std::string_view code;
    Cursor count{{}};  ///< Behind the bracket of "[#1]".
};

// Oops: 0002 [#1] SMP    Oops: 0000 [1] SMP (2.6.18)    Oops: Oops: 0000 [#1] PREEMPT SMP
bool Split(std::string_view text, DieLine& die) {
    constexpr std::string_view kOops = "Oops: ";
    size_t bracket = text.find(" [");
    if (bracket == std::string_view::npos) return false;
    std::string_view head = text.substr(0, bracket);
    size_t colon = head.rfind(": ");
    if (colon == std::string_view::npos) return false;
    die.code = head.substr(colon + 2);
    die.name = head.substr(0, colon);
    while (die.name.starts_with(kOops)) die.name.remove_prefix(kOops.size());
    die.count = Cursor(text.substr(bracket + 2));
    die.count.Skip("#");
    return die.code.size() >= 4 && IsHex(die.code) && IsDecimalDigit(die.count.peek());
}

const TrapName* FindTrap(std::string_view name) {
    for (const TrapName& trap : kTraps) {
        if (name.starts_with(trap.name)) return &trap;
    }
    return nullptr;
}

// general protection fault, probably for non-canonical address 0xdead000000000108
// general protection fault, maybe for address 0xffffc900001d3b08
void ReadGuess(EventBuilder& builder, const Line& line, Cursor name) {
    name.Until(", ");
    std::string_view guess = name.Token();
    if (!name.SkipPast(" address 0x")) return;
    builder.SetFaultAddress(name.HexDigits(), line);
    builder.AddFact("address_guess", guess);
}

bool IsDie(Cursor rest) {
    DieLine die;
    return Split(rest.rest(), die);
}

// Of a name of its own, all of the line counts.
void BeginDie(EventBuilder& builder, const Line& line, Cursor) {
    DieLine die;
    if (!Split(Trim(line.text), die)) return;
    builder.dying = true;
    builder.expects_end_marker = true;
    builder.event.severity = Severity::kFatal;
    if (builder.event.headline.empty()) builder.event.headline = Trim(line.text);
    builder.event.die_count = die.count.Decimal32();
    die.count.Skip("]");
    builder.AddFact("options", Trim(die.count.rest()));
    const TrapName* trap = FindTrap(die.name);
    if (trap) builder.RefineKind(trap->kind);
    if (trap && trap->page_fault) return builder.SetFaultStatus(die.code, line);
    ReadGuess(builder, line, Cursor(die.name));
    builder.AddFact("trap", trap ? die.name.substr(0, trap->name.size()) : die.name);
    builder.AddHexFact("error_code", ParseHex(die.code));
}

constexpr auto MakeRules() {
    std::array<EventRule, std::size(kTraps)> rules{};
    for (size_t i = 0; i < rules.size(); ++i) {
        rules[i] = {kTraps[i].name, EventKind::kUnknown, Severity::kFatal, BeginDie, AwaitsDie, IsDie};
    }
    return rules;
}

constexpr auto kRules = MakeRules();

}  // namespace

constinit const std::span<const EventRule> kX86DieEvents = kRules;

}  // namespace faultbox
