#include "target/oops/trace_lines.h"

#include "target/oops/arm_fault.h"
#include "target/oops/event_builder.h"
#include "target/oops/location.h"

namespace faultbox {
namespace {

bool IsFunctionOf(const CodeLocation& callee, const CodeLocation& place) {
    if (!callee.symbol.empty()) return callee.symbol == place.symbol;
    return callee.address && callee.address == place.address;
}

bool BeginsOwnTrace(EventBuilder& builder) {
    if (builder.LastFrame()) return false;
    return builder.event.traces.empty() || builder.event.traces.back().name.empty();
}

bool IsKnown(EventBuilder& builder, const CodeLocation& callee) {
    if (const CodeLocation* last = builder.LastFrame()) return IsFunctionOf(callee, *last);
    return BeginsOwnTrace(builder) && IsFunctionOf(callee, builder.event.pc);
}

void AddCallee(EventBuilder& builder, CodeLocation callee) {
    if (IsKnown(builder, callee)) return;
    const CodeLocation& link = builder.event.lr;
    if (BeginsOwnTrace(builder) && !link.symbol.empty() && callee.symbol == link.symbol) callee = link;
    if (callee.offset == 0) {
        callee.offset.reset();
        callee.address.reset();
    }
    builder.AddTraceEntry(callee, true);
}

void CheckAddress(EventBuilder& builder, const Line& line, ParsedLocation& location) {
    builder.CheckWidth(location.where.address, location.address_digits, line);
    if (location.address_lost) builder.AddDamage(DamageKind::kEatenAddress, line.number, line.text);
}

// The caller on a line of its own, where a mail or terminal broke the line:
//   [ 5047.206887] [<c0108c70>] (arch_cpu_idle) from [<c0170b54>]
//   (default_idle_call+0x30/0x3c)
bool ReadWrappedPlace(EventBuilder& builder, const Line& line, Cursor rest) {
    ParsedLocation place;
    if (line.has_prefix() || !ReadLocation(rest, place) || !place.where.offset || !rest.at_end()) return false;
    builder.AddDamage(DamageKind::kWrappedLine, line.number, line.text);
    CodeLocation* last = builder.LastFrame();
    if (last && last->symbol.empty() && last->address && !place.where.address) {
        place.where.address = last->address;
        *last = place.where;
    } else {
        builder.AddTraceEntry(place.where, place.reliable);
    }
    return true;
}

// [<c00124fc>] (show_stack+0x0/0x1c) from [<c042585c>] (dump_stack+0x20/0x28)
// [<c0644f90>] (sysc_probe) from [<c08f00c4>] (platform_drv_probe+0x48/0x98)
//  exynos_set_delayed_reset_assertion from exynos_smp_prepare_cpus+0x10/0x34
//  rpmsg_sock_release [headunit] from __fput+0x78/0x1d4
bool ReadPair(EventBuilder& builder, const Line& line, Cursor rest) {
    ParsedLocation callee;
    ParsedLocation place;
    if (!ReadLocation(rest, callee)) return false;
    rest.SkipSpaces();
    if (!rest.Skip("from")) return false;
    rest.SkipSpaces();
    if (rest.at_end()) {
        AddCallee(builder, callee.where);
        builder.continuation = ReadWrappedPlace;
        return true;
    }
    if (!ReadLocation(rest, place)) return false;
    if (!place.where.offset && !place.where.address && !place.address_lost) return false;
    if (place.where.symbol.empty()) builder.continuation = ReadWrappedPlace;
    CheckAddress(builder, line, callee);
    CheckAddress(builder, line, place);
    if (builder.event.arch == Arch::kUnknown) SetArm(builder);
    AddCallee(builder, callee.where);
    builder.AddTraceEntry(place.where, place.reliable);
    return true;
}

// What may stand behind a place: " (P)" on the first frame of arm64 since 6.13, " (unreliable)", and the source line
// that scripts/decode_stacktrace.sh adds: " fs/open.c:1415", " (fs/mount.h:152 fs/namespace.c:2873)".
bool IsTail(Cursor rest) {
    rest.SkipSpaces();
    if (rest.at_end()) return true;
    for (std::string_view source : {".c:", ".h:", ".S:", ".rs:"}) {
        if (rest.rest().contains(source)) return true;
    }
    if (!rest.Skip("(")) return false;
    std::string_view mark = rest.Until(")");
    rest.SkipSpaces();
    return rest.at_end() && mark.size() <= 10;
}

//  regulator_notifier_call_chain+0x20/0xa4 (P)
//  [<c0012345>] ? fn+0x10/0x20 [module]
bool ReadPlace(EventBuilder& builder, const Line& line, Cursor rest) {
    ParsedLocation place;
    if (builder.event.traces.empty() || !ReadLocation(rest, place) || !place.where.offset || !IsTail(rest))
        return false;
    CheckAddress(builder, line, place);
    builder.AddTraceEntry(place.where, place.reliable);
    return true;
}

// Text of modules that are gone, of code made at run time. The lowest page holds none.
//  ? 0xffffffffc0a7b000
//  [<ffffffffa0123456>] ? 0xffffffffa0123455
bool ReadNameless(EventBuilder& builder, Cursor rest) {
    constexpr uint64_t kLowest = 0x1000;
    ParsedLocation place;
    if (ReadLocation(rest, place) && !place.where.symbol.empty()) return false;
    rest.SkipSpaces();
    if (rest.Skip("? ")) place.reliable = false;
    rest.SkipSpaces();
    std::optional<uint64_t> value = rest.rest().starts_with("0x") ? rest.Hex() : std::nullopt;
    if (!place.where.address) place.where.address = value;
    if (!place.where.address || *place.where.address < kLowest || !IsTail(rest)) return false;
    builder.AddTraceEntry(place.where, place.reliable);
    return true;
}

struct StackName {
    std::string_view name;
    FrameContext context;
};

// stack_type_name, arch/x86/kernel/dumpstack_64.c and dumpstack_32.c; until 4.8 <EOI> and <<EOE>> ended a stack.
constexpr StackName kStackNames[] = {
    {"TASK>", FrameContext::kTask},           {"EOI>", FrameContext::kTask},
    {"EOE>>", FrameContext::kTask},           {"IRQ>", FrameContext::kIrq},
    {"SOFTIRQ>", FrameContext::kSoftirq},     {"NMI>", FrameContext::kNmi},
    {"EXCEPTION>", FrameContext::kException}, {"ENTRY_TRAMPOLINE>", FrameContext::kException},
};

// <IRQ>    <EOI>    <<EOE>>    </TASK>    <#DF>
bool TakeMarker(EventBuilder& builder, Cursor& rest) {
    Cursor ahead = rest;
    if (!ahead.Skip("<")) return false;
    // "<>": of <<EOE>>, <EOE> was taken for markup. It stood where an exception's stack ends; <IRQ> may have followed.
    if (ahead.Skip(">")) {
        builder.BeginContext(FrameContext::kUnknown);
        rest = ahead;
        return true;
    }
    ahead.Skip("<");
    bool ends = ahead.Skip("/");
    for (const StackName& stack : kStackNames) {
        if (!ahead.Skip(stack.name)) continue;
        builder.BeginContext(ends ? FrameContext::kTask : stack.context);
        builder.marks_stacks = true;
        rest = ahead;
        return true;
    }
    if (!ahead.Skip("#") || ahead.Until(">").size() > 3) return false;
    builder.BeginContext(ends ? FrameContext::kTask : FrameContext::kException);
    builder.marks_stacks = true;
    rest = ahead;
    return true;
}

// What x86 puts before a place: <IRQ>  [<ffffffff815e239b>] dump_stack+0x19/0x1b
bool ReadMarkedPlace(EventBuilder& builder, const Line& line, Cursor rest) {
    if (builder.event.traces.empty()) return false;
    bool marked = false;
    for (; TakeMarker(builder, rest); marked = true) rest.SkipSpaces();
    return ReadPlace(builder, line, rest) || ReadNameless(builder, rest) || marked;
}

}  // namespace

bool ReadTraceLine(EventBuilder& builder, const Line& line, Cursor rest) {
    return ReadPair(builder, line, rest) || ReadMarkedPlace(builder, line, rest);
}

bool ReadTraceHeader(EventBuilder& builder, const Line& line, Cursor rest) {
    if (builder.event.traces.empty()) builder.BeginTrace({});
    rest.SkipSpaces();
    if (!rest.at_end()) ReadMarkedPlace(builder, line, rest);
    return true;
}

}  // namespace faultbox
