#include "target/oops/x86_place.h"

#include "arch/x86/registers.h"
#include "target/oops/code_line.h"
#include "target/oops/location.h"
#include "target/oops/x86_fault.h"
#include "target/oops/x86_registers.h"

namespace faultbox {
namespace {

struct Place {
    CodeLocation where;
    std::string_view selector;
    std::string_view digits;  ///< Of the address; empty for none.
    bool fixed_width = true;  ///< The kernel pads the address with zeros.
    bool null = false;        ///< The address is "(null)".
    bool lost = false;        ///< There were brackets without an address.
};

// [<ffffffff812db1e1>]    [c1643951>]    []    [<          (null)>]
bool TakeBracket(Cursor& rest, Place& place) {
    Cursor ahead = rest;
    if (!ahead.Skip("[")) return false;
    ahead.Skip("<");
    ahead.SkipSpaces();
    bool null = ahead.Skip("(null)");
    std::string_view digits = ahead.HexDigits();
    ahead.Skip(">");
    if (!ahead.Skip("]")) return false;
    if (place.digits.empty()) place.digits = digits;
    place.null = place.null || null;
    place.lost = place.lost || (digits.empty() && !null);
    rest = ahead;
    return true;
}

// 0xffff9e6ad18b6000    (null)
bool TakeNumber(Cursor& rest, Place& place) {
    Cursor ahead = rest;
    bool null = ahead.Skip("(null)");
    if (!null && !ahead.Skip("0x")) return false;
    std::string_view digits = ahead.HexDigits();
    if (digits.empty() && !null) return false;
    place.null = place.null || null;
    if (place.digits.empty()) {
        place.digits = digits;
        place.fixed_width = false;
    }
    rest = ahead;
    return true;
}

// 0010:[<ffffffff812db1e1>]  [<ffffffff812db1e1>] rb_next+0x1/0x50
// 0010:pick_task_fair+0x55/0x77    0010:0xffff9e6ad18b6000
// [<f88dec25>] :radeon:radeon_cp_init_ring_buffer+0x90/0x302
bool TakePlace(Cursor& rest, Place& place) {
    rest.SkipSpaces();
    Cursor ahead = rest;
    std::string_view selector = ahead.HexDigits();
    if (selector.size() == 4 && ahead.Skip(":")) {
        place.selector = selector;
        rest = ahead;
    }
    for (rest.SkipSpaces(); TakeBracket(rest, place); rest.SkipSpaces()) continue;
    bool found = TakeNumber(rest, place) || !place.digits.empty() || place.null || place.lost;
    Cursor name = rest;
    // "EFLAGS:", "SS:ESP" and "Not tainted" are what follows an address, no symbols.
    if (ReadSymbol(name, place.where) && (place.where.offset || !place.where.module.empty())) {
        rest = name;
        return true;
    }
    place.where = {};
    return found;
}

void StatePointer(EventBuilder& builder, const Line& line, const Place& place, Arch arch) {
    if (place.lost) builder.AddDamage(DamageKind::kEatenAddress, line.number, line.text);
    StatePlace(builder, place.where, line);
    if (!SetX86(builder, arch)) return;
    bool wide = arch == Arch::kX86_64;
    auto digits = static_cast<unsigned>(place.digits.size());
    unsigned width = place.fixed_width ? (wide ? 16 : 8) : digits;
    auto pc = wide ? RegisterId{x86_64::kRip} : RegisterId{i386::kEip};
    auto cs = wide ? RegisterId{x86_64::kCs} : RegisterId{i386::kCs};
    if (digits != 0) StateRegister(builder, pc, place.digits, width, line);
    if (place.null && !builder.other_cpu && !builder.event.registers.Has(pc)) builder.event.registers.Set(pc, 0);
    if (!place.selector.empty()) StateRegister(builder, cs, place.selector, 4, line);
}

// The code of an interrupted frame, next to its RIP line since 4.18.
bool SkipFrameCode(EventBuilder&, const Line&, Cursor rest) {
    return rest.Skip("Code:");
}

// What pushed the frames on top of an interrupted one (arch/x86/entry/entry_64.S, entry_32.S; asm_ since 5.8). On 32
// bits, exceptions and the interrupts of the system's own vectors have one entry since 5.8, and only what it called
// tells them apart (idtentry_sysvec, entry_32.S):
//  sysvec_irq_work+0x20/0x40
//  handle_exception+0x133/0x133
FrameContext ContextBelow(std::string_view entry, std::string_view callee) {
    if (entry.contains("nmi")) return FrameContext::kNmi;
    bool shared = entry == "handle_exception" && callee.starts_with("sysvec_");
    bool irq = shared || entry.contains("sysvec") || entry.contains("interrupt") || entry.contains("intr");
    return irq ? FrameContext::kIrq : FrameContext::kException;
}

// The lowest bits of the code selector are the privilege level. 32-bit kernels leave it out: there the place of a
// process is told by having no name.
bool IsOfProcess(const Place& place) {
    std::optional<uint64_t> selector = ParseHex(place.selector);
    return selector ? (*selector & 3) == 3 : place.where.symbol.empty();
}

// What the last function of the trace called, as far as the stack is known for sure; empty where nothing is.
std::string_view CalleeOf(const EventBuilder& builder) {
    const CrashEvent& event = builder.event;
    uint16_t count = event.traces.back().count;
    std::span<const TraceEntry> frames(event.trace_entries.end() - count, count);
    for (size_t i = frames.size() - 1; i-- != 0;) {
        if (frames[i].reliable) return frames[i].where.symbol;
    }
    return {};
}

// RIP: 0010:native_safe_halt+0xe/0x10    RIP: 0033:0x7f5c028d10db    EIP: 0xb7f11549
void AddFrame(EventBuilder& builder, const Line& line, const Place& place) {
    if (place.lost) builder.AddDamage(DamageKind::kEatenAddress, line.number, line.text);
    CodeLocation where = place.where;
    if (!where.address) where.address = ParseHex(place.digits);
    if (where.empty()) return;
    const CodeLocation* entry = builder.LastFrame();
    if (IsOfProcess(place)) {
        builder.BeginContext(FrameContext::kUser);
    } else if (entry) {
        builder.MarkContext(ContextBelow(entry->symbol, CalleeOf(builder)));
    }
    builder.AddTraceEntry(where, true);
}

// At the end of an oops, behind its trace: "RIP  [<…>] fn", "RIP: fn RSP: …", "EIP: [<…>] fn SS:ESP 0068:…".
bool IsTrailer(const Place& place, Cursor rest, Arch arch) {
    if (arch == Arch::kX86_64) return place.selector.empty();
    return rest.SkipPast("SS:ESP");
}

bool ReadPointer(EventBuilder& builder, const Line& line, Cursor rest, Arch arch) {
    rest.Skip(":");
    Place place;
    if (!TakePlace(rest, place)) return false;
    if (InTrace(builder) && !IsTrailer(place, rest, arch)) {
        if (builder.event.arch == Arch::kUnknown) SetX86(builder, arch);
        AddFrame(builder, line, place);
        builder.continuation = SkipFrameCode;
        return true;
    }
    StatePointer(builder, line, place, arch);
    ReadX86Tail(builder, line, rest);
    return true;
}

}  // namespace

// RIP: 0010:[<ffffffff812db1e1>]  [<ffffffff812db1e1>] rb_next+0x1/0x50
// RIP: 0010:memset_erms+0x9/0x10
// RIP  [<ffffffff812db1e1>] rb_next+0x1/0x50
bool ReadRip(EventBuilder& builder, const Line& line, Cursor rest) {
    return ReadPointer(builder, line, rest, Arch::kX86_64);
}

// EIP: 0060:[<c155b954>] EFLAGS: 00010246 CPU: 0
// EIP: __flush_work+0xb8/0xd0
// EIP: [<c155b954>] kallsym_init+0x134/0x260 SS:ESP 0068:df44be90
bool ReadEip(EventBuilder& builder, const Line& line, Cursor rest) {
    return ReadPointer(builder, line, rest, Arch::kI386);
}

// EIP is at kallsym_init+0x134/0x260    EIP is at 0x0
bool ReadEipIsAt(EventBuilder& builder, const Line& line, Cursor rest) {
    Place place;
    if (!TakePlace(rest, place)) return false;
    if (!InTrace(builder)) StatePointer(builder, line, place, Arch::kI386);
    return true;
}

// IP: [<c155b660>] kallsym_init+0x140/0x260    IP: 0x55bb86c8b000    IP: rb_next+0x1/0x50
bool ReadIp(EventBuilder& builder, const Line& line, Cursor rest) {
    Place place;
    if (InTrace(builder) || !TakePlace(rest, place)) return false;
    Arch arch = place.fixed_width ? X86OfDigits(place.digits.size()) : builder.event.arch;
    if (arch != Arch::kUnknown) {
        StatePointer(builder, line, place, arch);
        return true;
    }
    if (place.lost) builder.AddDamage(DamageKind::kEatenAddress, line.number, line.text);
    StatePlace(builder, place.where, line);
    return true;
}

}  // namespace faultbox
