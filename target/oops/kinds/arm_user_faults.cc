#include "target/oops/kinds/arm_user_faults.h"

#include "target/oops/arm64_fault.h"
#include "target/oops/arm_fault.h"
#include "target/oops/event_builder.h"

namespace faultbox {
namespace {

// The name of a task has 15 characters, its number 7.
constexpr size_t kNameReach = 40;

void AddFact(CrashEvent& event, const char* key, std::optional<uint64_t> number, bool hex) {
    if (number) event.facts.Append({.key = key, .text = {}, .number = number, .hex = hex});
}

// udevd[1673]    init    klogd (2130)
void ReadProcess(EventBuilder& builder, const Line& line) {
    std::string_view name = Trim(line.text);
    name = name.substr(0, BehindArmProcess(name));
    size_t at = name.find_last_of("[(");
    if (at != std::string_view::npos) {
        Cursor number(name.substr(at + 1));
        if (std::optional<uint32_t> pid = number.Decimal32()) {
            builder.event.pid = pid;
            name = Trim(name.substr(0, at));
        }
    }
    builder.event.comm = name;
    builder.AddFact("user.process", name);
}

// libc-2.26.so[7f9860d000+138000]    libfoo.so[2e7c0,ffff9c1e0000+5000], the first number being the place in the file
// since 6.9 (print_vma_addr, mm/memory.c)
void ReadModule(EventBuilder& builder, std::string_view text) {
    size_t bracket = text.rfind('[');
    if (bracket == std::string_view::npos || !text.ends_with(']')) return;
    builder.AddFact("user.module", text.substr(0, bracket));
    Cursor numbers(text.substr(bracket + 1));
    std::optional<uint64_t> first = numbers.Hex();
    if (numbers.Skip(",")) {
        builder.AddHexFact("user.offset", first);
        first = numbers.Hex();
    }
    if (numbers.Skip("+")) builder.AddHexFact("user.module_base", first);
}

void ReadError(EventBuilder& builder, const Line& line, Cursor& rest) {
    std::string_view digits = rest.HexDigits();
    builder.SetFaultStatus(digits, line);
    builder.AddHexFact("user.error", ParseHex(digits));
}

// unhandled level 2 translation fault (11) at 0x00000018, esr 0x92000006, in libc-2.26.so[7f9860d000+138000]
// unhandled page fault (11) at 0x6f842180, code 0x005
bool ReadNumberedFault(EventBuilder& builder, const Line& line, Cursor rest) {
    Cursor name = rest;
    if (!rest.SkipPast(" (")) return false;
    std::optional<uint32_t> signal = rest.Decimal32();
    if (!signal || !rest.Skip(") at 0x")) return false;
    builder.AddFact("fault_name", name.Until(" ("));
    AddFact(builder.event, "user.signal", signal, false);
    std::string_view digits = rest.HexDigits();
    builder.SetFaultAddress(digits, line);
    builder.AddHexFact("user.address", ParseHex(digits));
    if (rest.Skip(", esr 0x")) {
        SetArm64(builder);
        ReadError(builder, line, rest);
        if (rest.SkipPast("in ")) ReadModule(builder, Trim(rest.rest()));
    } else if (rest.Skip(", code 0x")) {
        SetArm(builder);
        ReadError(builder, line, rest);
    }
    return true;
}

// unhandled exception: DABT (lower EL), ESR 0x92000046, level 2 translation fault in libnn_detect.so[7fbd4f0000+6000]
// unhandled exception: User debug trap in wrt-ubsan-probe[aaaab4560000+1000]
void ReadException(EventBuilder& builder, const Line& line, Cursor rest) {
    SetArm64(builder);
    if (rest.SkipPast(", ESR 0x")) {
        ReadError(builder, line, rest);
        rest.Skip(", ");
    }
    size_t in = rest.rest().rfind(" in ");
    builder.AddFact("fault_name", Trim(rest.rest().substr(0, in)));
    if (in != std::string_view::npos) ReadModule(builder, Trim(rest.rest().substr(in + 4)));
}

void BeginUserFault(EventBuilder& builder, const Line& line, Cursor rest) {
    ReadProcess(builder, line);
    if (rest.Skip("exception: ")) return ReadException(builder, line, rest);
    ReadNumberedFault(builder, line, rest);
}

// mkfs.ext4[2167]: undefined instruction: pc=0000007f939a0700    klogd (2130): undefined instruction: pc=b6f6b3d0
void BeginUndefined(EventBuilder& builder, const Line& line, Cursor rest) {
    constexpr std::string_view kName = "undefined instruction";
    std::string_view text = Trim(line.text);
    ReadProcess(builder, line);
    builder.AddFact("fault_name", text.substr(text.find(kName), kName.size()));
    builder.AddHexFact("user.ip", ParseHex(rest.HexDigits()));
}

// "unhandled" is a word of drivers, too: "irq 16: unhandled …".
bool IsFault(Cursor rest) {
    return rest.Skip("exception: ") || (rest.SkipPast(" (") && rest.Decimal32() && rest.Skip(") at 0x"));
}

constexpr EventRule kRules[] = {
    {": unhandled ", EventKind::kUserFault, Severity::kWarning, BeginUserFault, nullptr, IsFault},
    {": undefined instruction: pc=", EventKind::kUserFault, Severity::kWarning, BeginUndefined},
};

}  // namespace

constinit const std::span<const EventRule> kArmUserFaultEvents = kRules;

size_t BehindArmProcess(std::string_view text) {
    size_t colon = text.substr(0, kNameReach).find(": un");
    return colon == std::string_view::npos ? 0 : colon;
}

void SettleUserFault(CrashEvent& event, RegisterId pc, RegisterId sp) {
    if (event.kind != EventKind::kUserFault) return;
    std::optional<uint64_t> ip = event.registers.Get(pc);
    std::optional<uint64_t> base;
    bool placed = false;
    for (const Fact& fact : event.facts) {
        if (fact.key == std::string_view("user.module_base")) base = fact.number;
        if (fact.key == std::string_view("user.offset")) placed = true;
    }
    AddFact(event, "user.ip", ip, true);
    AddFact(event, "user.sp", event.registers.Get(sp), true);
    if (ip && base && *ip >= *base && !placed) AddFact(event, "user.offset", *ip - *base, true);
}

}  // namespace faultbox
