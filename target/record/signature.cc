#include "target/record/signature.h"

#include <algorithm>
#include <span>

#include "target/record/fnv.h"

namespace faultbox::record {
namespace {

// Functions that only report: a trace begins with them when the report, not the fault, walked the stack.
//   [<c0012345>] (unwind_backtrace) from [<c0010abc>] (show_stack+0x10/0x14)
constexpr std::string_view kReporters[] = {"unwind_backtrace",
                                           "dump_backtrace",
                                           "show_stack",
                                           "dump_stack",
                                           "dump_stack_lvl",
                                           "panic",
                                           "__warn",
                                           "warn_slowpath",
                                           "warn_slowpath_fmt",
                                           "warn_slowpath_null",
                                           "__report_bad_irq",
                                           "show_regs",
                                           "die",
                                           "oops_end",
                                           "__die",
                                           "watchdog_timer_fn"};

bool IsReporter(std::string_view symbol) {
    return std::ranges::find(kReporters, symbol) != std::ranges::end(kReporters);
}

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
    auto found = std::ranges::find_if(
        trace, [&](const TraceEntry& entry) { return entry.reliable && NormalizeSymbol(entry.where.symbol) == pc; });
    if (found != trace.end()) return {found + 1, trace.end()};
    while (!trace.empty() && IsReporter(NormalizeSymbol(trace.front().where.symbol))) trace = trace.subspan(1);
    return trace;
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
    std::string_view pc = NormalizeSymbol(event.pc.symbol);
    if (!pc.empty()) signature.frames.Append(pc);
    for (const TraceEntry& entry : FromFault(OwnTrace(event), pc)) {
        if (signature.frames.full()) break;
        std::string_view symbol = NormalizeSymbol(entry.where.symbol);
        if (entry.reliable && !symbol.empty()) signature.frames.Append(symbol);
    }
    Fnv1a hash;
    hash.Add(static_cast<uint8_t>(event.kind));
    for (std::string_view frame : signature.frames) {
        hash.Add(frame);
        hash.Add(uint8_t{0});
    }
    if (signature.frames.empty()) AddHeadline(event.headline, hash);
    signature.hash = hash.hash();
    return signature;
}

}  // namespace faultbox::record
