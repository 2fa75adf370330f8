#include "target/record/signature.h"

#include <algorithm>
#include <span>

#include "target/record/blame.h"
#include "target/record/fnv.h"

namespace faultbox::record {
namespace {

std::span<const TraceEntry> OwnTrace(const CrashEvent& event) {
    std::span<const TraceEntry> all = event.trace_entries;
    for (const Trace& trace : event.traces) {
        if (!trace.name.empty() || trace.begin > all.size()) continue;
        return all.subspan(trace.begin, std::min<size_t>(trace.count, all.size() - trace.begin));
    }
    return event.traces.empty() ? all : std::span<const TraceEntry>();
}

// The trace from the function that faulted on: what the exception pushed above it differs between kernels.
std::span<const TraceEntry> FromFault(std::span<const TraceEntry> trace, std::string_view pc) {
    for (size_t i = 0; i < trace.size(); ++i) {
        bool found = trace[i].reliable && !pc.empty() && NormalizeSymbol(trace[i].where.symbol) == pc;
        if (found) return trace.subspan(i + 1);
    }
    return trace;
}

// "make_task_dead+0x0/0x174": the return address behind a call that never returns, which ends its caller. What has the
// name is only what the linker put behind it. In Thumb, such an address has bit 0 set. Where a system call returns to,
// ret_fast_syscall+0x0, the kernel itself says.
bool IsBehindCaller(const CodeLocation& where) {
    return where.offset && *where.offset <= 1 && !where.symbol.starts_with("ret_");
}

// The function that called what is no code, where the return address is in a register. arm64 leaves it out of the
// trace:
//   pc : 0x0
//   lr : can_link_resume+0x28/0x4c [headunit]
//   Call trace:
//    0x0
//    trigger_can_resume+0x44/0x60 [headunit]
// Within a function whose code cannot be fetched, the register may hold what returned there before.
std::string_view CallerOf(const CrashEvent& event) {
    bool was_entered = event.fault.prefetch && event.pc.offset.value_or(0) == 0;
    return was_entered && !IsBehindCaller(event.lr) ? NormalizeSymbol(event.lr.symbol) : std::string_view();
}

// "BUG: soft lockup - CPU#0 stuck for 22s! [swapper:1]" without what changes from one time to the next: digits, and
// letters that are part of a number ("c0a25800").
void AddHeadline(std::string_view headline, Fnv1a& hash) {
    auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    auto is_word = [&](char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    while (!headline.empty()) {
        auto end = std::ranges::find_if_not(headline, is_word);
        std::string_view word(headline.begin(), end);
        if (word.empty()) {
            hash.Add(static_cast<uint8_t>(headline.front()));
            headline.remove_prefix(1);
            continue;
        }
        if (std::ranges::none_of(word, is_digit)) hash.Add(word);
        headline.remove_prefix(word.size());
    }
}

}  // namespace

std::string_view NormalizeSymbol(std::string_view symbol) {
    // Assembler labels begin with a dot: ".Lfoo".
    size_t dot = symbol.find('.', 1);
    return dot == std::string_view::npos ? symbol : symbol.substr(0, dot);
}

Signature ComputeSignature(const CrashEvent& event) {
    Signature signature;
    auto add = [&](std::string_view symbol) {
        if (symbol.empty() || (signature.frames.empty() && IsHelper(symbol, event.kind))) return;
        signature.frames.Append(symbol);
    };
    std::string_view pc = NormalizeSymbol(event.pc.symbol);
    std::string_view caller = CallerOf(event);
    add(pc);
    add(caller);
    for (const TraceEntry& entry : FromFault(FromFault(OwnTrace(event), pc), caller)) {
        if (signature.frames.full()) break;
        if (entry.reliable && !IsBehindCaller(entry.where)) add(NormalizeSymbol(entry.where.symbol));
    }
    if (signature.frames.empty() && !pc.empty()) signature.frames.Append(pc);
    Fnv1a hash;
    hash.Add(static_cast<uint8_t>(event.kind));
    for (std::string_view frame : signature.frames) {
        hash.Add(frame);
        hash.Add(uint8_t{0});
    }
    if (signature.frames.empty()) {
        AddHeadline(event.headline, hash);
        // "potentially unexpected fatal signal 11." is of any process.
        bool named = event.kind != EventKind::kUserFault || event.headline.contains(event.comm);
        if (!named) hash.Add(event.comm);
    }
    signature.hash = hash.hash();
    return signature;
}

}  // namespace faultbox::record
