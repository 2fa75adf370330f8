// A report in the middle of a crash: an interrupt, or the fault handler itself, may warn of something while the crash
// is being printed. The crash is read to its end first, and then what stood in its middle.
#include "target/oops/parser.h"

namespace faultbox {
namespace {

// Of the crash, more is to come: die() itself, or the last parts of what it prints.
bool IsIncomplete(const EventBuilder& builder) {
    const CrashEvent& event = builder.event;
    if (builder.dying) return event.code.bytes.empty() || event.traces.empty();
    return builder.announced && !builder.has_body();
}

}  // namespace

// 8<--- cut here ---
// Unable to handle kernel NULL pointer dereference at virtual address 0000001c
// [0000001c] *pgd=00000000
// ------------[ cut here ]------------
// WARNING: CPU: 1 PID: 56 at kernel/irq/irqdesc.c:649 handle_irq_desc+0x41/0x54
// …
// ---[ end trace 0000000000000000 ]---
// Internal error: Oops: 5 [#1] PREEMPT SMP THUMB2
//
// True when the line begins such a report, or is one of it.
bool OopsParser::BeginNested(const Line& line) {
    // Of one event: its lines before the report and those behind it.
    constexpr size_t kParts = 2;
    if (!open_ || IsOtherCaller(line)) return false;
    if (nested_) return true;
    if (!IsIncomplete(builder_) || builder_.event.severity != Severity::kFatal) return false;
    if (done_.size() + kParts > done_.capacity() || (!resume_ && !CanReread(line))) return false;
    if (!resume_) resume_ = here_;
    done_.Append({builder_.caller, own_from_, line.number - 1});
    builder_.holds_report = nested_ = true;
    return true;
}

void OopsParser::TakeNested(const Line& line, std::string_view text) {
    if (line.ordinal - last_ordinal_ > kMaxUnrelated) return Close(CloseReason::kUnrelated);
    if (IsOtherCaller(line) || !text.starts_with("---[ end trace ")) return;
    EndNested(line.number + 1);
    last_ordinal_ = line.ordinal;
}

void OopsParser::EndNested(uint32_t next_line) {
    nested_ = false;
    own_from_ = next_line;
}

}  // namespace faultbox
