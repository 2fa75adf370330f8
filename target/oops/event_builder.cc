#include "target/oops/event_builder.h"

#include <memory>

#include "target/oops/infer_arch.h"

namespace faultbox {

void EventBuilder::Begin(EventKind kind, Severity severity, const Line& line, std::string_view headline) {
    // In place: a temporary would take 40 KB of stack.
    std::construct_at(this);
    event.kind = kind;
    event.severity = severity;
    event.headline = headline;
    event.first_line = line.number;
    event.time_us = line.time_us;
    caller = line.caller;
}

void EventBuilder::Finish(CloseReason reason, uint32_t last) {
    event.line_count = last - event.first_line + 1;
    if (settle) settle(*this);
    if (event.arch == Arch::kUnknown) event.arch = InferArch(event);
    if (!event.stack.address) event.stack.words.clear();
    if (user_unless_dying && !dying && reason != CloseReason::kEndOfText) {
        event.kind = EventKind::kUserFault;
        event.severity = Severity::kWarning;
    }
    // What a panic is kept by is written before its end marker is printed.
    bool complete = end_seen || !event.code.bytes.empty() || !event.panic_reason.empty();
    if (reason == CloseReason::kEndOfText && expects_end_marker && !complete) {
        AddDamage(DamageKind::kEndsInside, last, {});
    }
}

bool EventBuilder::has_body() const {
    return !event.registers.empty() || !event.trace_entries.empty() || !event.code.bytes.empty() ||
           !event.register_notes.empty() || dying;
}

void EventBuilder::AddDamage(DamageKind kind, uint32_t line, std::string_view text, std::string_view other) {
    event.damage.Append({line, kind, text, other});
}

void EventBuilder::AddFact(const char* key, std::string_view text) {
    if (!text.empty()) event.facts.Append({.key = key, .text = text, .number = std::nullopt, .hex = false});
}

void EventBuilder::AddHexFact(const char* key, std::optional<uint64_t> value) {
    if (value) event.facts.Append({.key = key, .text = {}, .number = value, .hex = true});
}

void EventBuilder::AddNumberFact(const char* key, std::optional<uint64_t> value) {
    if (value) event.facts.Append({.key = key, .text = {}, .number = value, .hex = false});
}

void EventBuilder::RefineKind(EventKind kind) {
    bool general = event.kind == EventKind::kWarning && kind != EventKind::kUnknown;
    if (event.kind == EventKind::kUnknown || general) event.kind = kind;
}

void EventBuilder::SetOnce(std::optional<uint64_t>& fact, std::string_view& stated, std::string_view digits,
                           const Line& line) {
    std::optional<uint64_t> value = ParseHex(digits);
    if (!value) return;
    if (!fact) {
        fact = value;
        stated = digits;
    } else if (*fact != *value) {
        AddDamage(DamageKind::kDiscrepancy, line.number, digits, stated);
    }
}

void EventBuilder::SetFaultAddress(std::string_view digits, const Line& line) {
    SetOnce(event.fault.address, address_digits_, digits, line);
}

void EventBuilder::SetFaultStatus(std::string_view digits, const Line& line) {
    SetOnce(event.fault.status, status_digits_, digits, line);
}

void EventBuilder::SetRegister(RegisterId id, std::string_view digits, unsigned width, const Line& line) {
    if (other_cpu || id >= register_digits_.size() || !register_digits_[id].empty()) return;
    register_digits_[id] = digits;
    if (digits.size() != width) {
        AddDamage(digits.size() < width ? DamageKind::kMissingDigits : DamageKind::kExtraDigits, line.number, digits);
        return;
    }
    if (std::optional<uint64_t> value = ParseHex(digits)) event.registers.Set(id, *value);
}

void EventBuilder::CheckWidth(std::optional<uint64_t>& address, std::string_view digits, const Line& line) {
    constexpr size_t kNarrow = 8;
    constexpr size_t kWide = 16;
    // As long as the CPU is not known, the width that is nearer.
    bool narrow = digits.size() < (kNarrow + kWide) / 2;
    if (event.arch == Arch::kArm || event.arch == Arch::kI386) narrow = true;
    if (event.arch == Arch::kArm64 || event.arch == Arch::kX86_64) narrow = false;
    size_t width = narrow ? kNarrow : kWide;
    if (digits.empty() || digits.size() == width) return;
    AddDamage(digits.size() < width ? DamageKind::kMissingDigits : DamageKind::kExtraDigits, line.number, digits);
    address.reset();
}

void EventBuilder::BeginTrace(std::string_view name) {
    auto begin = static_cast<uint16_t>(event.trace_entries.size());
    event.traces.Append({.name = name, .begin = begin, .count = 0});
    unmarked_entry_ = begin;
    skip_frames = false;
    context_ = FrameContext::kTask;
}

void EventBuilder::AddTraceEntry(const CodeLocation& where, bool reliable) {
    if (event.traces.empty()) BeginTrace({});
    // Of traces that are too many there is no place to put the entry to.
    if (skip_frames || event.traces.dropped() != 0) return;
    TraceEntry entry{.where = where, .reliable = reliable, .context = context_};
    if (event.trace_entries.Append(entry)) ++event.traces.back().count;
}

CodeLocation* EventBuilder::LastFrame() {
    if (event.traces.empty() || event.traces.back().count == 0) return nullptr;
    return &event.trace_entries.back().where;
}

void EventBuilder::MarkContext(FrameContext context) {
    while (unmarked_entry_ < event.trace_entries.size()) event.trace_entries[unmarked_entry_++].context = context;
}

void EventBuilder::BeginContext(FrameContext context) {
    context_ = context;
    unmarked_entry_ = static_cast<uint16_t>(event.trace_entries.size());
}

void EventBuilder::SetTaint(std::string_view flags) {
    size_t size = 0;
    for (char c : flags) {
        if (c != ' ' && c != '-' && size < taint_.size()) taint_[size++] = c;
    }
    event.taint = {taint_.data(), size};
    event.tainted_stated = true;
}

}  // namespace faultbox
